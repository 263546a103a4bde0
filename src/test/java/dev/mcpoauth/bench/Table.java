package dev.mcpoauth.bench;

import dev.mcpoauth.json.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The figures of one run: printed as they come, written as JSON at the end.
final class Table {
    /// The unit of a ratio.
    static final String TIMES = "times";

    private final PrintStream out;
    private final List<Map<String, Object>> figures = new ArrayList<>();

    Table(PrintStream out) {
        this.out = out;
    }

    void title(String text) {
        out.println();
        out.println("## " + text);
    }

    /// A rate, with the latency and the server's processor time for each answer.
    void rate(String what, String who, Load.Result result) {
        rate(what, who, result, result);
    }

    /// The same beside the first one of a comparison, in parts of its rate.
    void rate(String what, String who, Load.Result result, Load.Result first) {
        double part = result.perSecond() / first.perSecond();
        out.printf(
                Locale.ROOT,
                "%-20s %-26s %,9.0f /s %5.2f  p50 %,7d us  p99 %,8d us  cpu %,6.0f us each%s%n",
                what,
                who,
                result.perSecond(),
                part,
                result.p50(),
                result.p99(),
                result.cpu(),
                result.failed() == 0 ? "" : "   FAILED " + result.failed());
        Map<String, Object> figure = figure(what, who);
        figure.put("per_second", Math.round(result.perSecond()));
        figure.put("part_of_first", hundredths(part));
        figure.put("p50_us", result.p50());
        figure.put("p99_us", result.p99());
        figure.put("cpu_us_each", Math.round(result.cpu()));
        figure.put("failed", result.failed());
    }

    void plain(String what, String who, double value, String unit) {
        String line = unit.equals(TIMES) ? "%-20s %-26s %,9.2f %s%n" : "%-20s %-26s %,9.1f %s%n";
        out.printf(Locale.ROOT, line, what, who, value, unit);
        Map<String, Object> figure = figure(what, who);
        figure.put("value", hundredths(value));
        figure.put("unit", unit);
    }

    private static double hundredths(double value) {
        return Math.round(value * 100) / 100.0;
    }

    private Map<String, Object> figure(String what, String who) {
        Map<String, Object> figure = new LinkedHashMap<>();
        figure.put("row", what);
        figure.put("subject", who);
        figures.add(figure);
        return figure;
    }

    /// Writes every figure of the run.
    void write(Path file) throws IOException {
        Files.writeString(file, Json.pretty(figures) + "\n");
    }
}
