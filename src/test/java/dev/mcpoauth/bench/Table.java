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
        out.printf(
                Locale.ROOT,
                "%-20s %-26s %,9.0f /s  p50 %,7d us  p99 %,8d us  cpu %,6.0f us each%s%n",
                what,
                who,
                result.perSecond(),
                result.p50(),
                result.p99(),
                result.cpu(),
                result.failed() == 0 ? "" : "   FAILED " + result.failed());
        Map<String, Object> figure = figure(what, who);
        figure.put("per_second", Math.round(result.perSecond()));
        figure.put("p50_us", result.p50());
        figure.put("p99_us", result.p99());
        figure.put("cpu_us_each", Math.round(result.cpu()));
        figure.put("failed", result.failed());
    }

    void plain(String what, String who, double value, String unit) {
        out.printf(Locale.ROOT, "%-20s %-26s %,9.1f %s%n", what, who, value, unit);
        Map<String, Object> figure = figure(what, who);
        figure.put("value", Math.round(value * 100) / 100.0);
        figure.put("unit", unit);
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
