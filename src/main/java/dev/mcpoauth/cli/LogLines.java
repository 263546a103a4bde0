package dev.mcpoauth.cli;

import dev.mcpoauth.json.Json;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// The log of a broker on stderr: one line for each thing that happened, as text or JSON.
final class LogLines extends Formatter {
    private final ServeOptions.LogFormat format;

    LogLines(ServeOptions.LogFormat format) {
        this.format = format;
    }

    /// Writes everything that is logged from now on in this form.
    void install() {
        Logger root = Logger.getLogger("");
        for (var handler : root.getHandlers()) {
            if (handler instanceof ConsoleHandler) {
                handler.setFormatter(this);
            }
        }
    }

    @Override
    public String format(LogRecord said) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("time", said.getInstant().truncatedTo(ChronoUnit.MILLIS).toString());
        line.put("level", level(said.getLevel()));
        line.put("logger", said.getLoggerName());
        line.put("message", formatMessage(said));
        Throwable thrown = said.getThrown();
        if (thrown != null) {
            // the class and its own sentence: a stack says nothing to who reads a log of events
            line.put("error", thrown.toString());
        }
        return switch (format) {
            case JSON -> Json.write(line) + "\n";
            case TEXT ->
                    line.get("time")
                            + " "
                            + line.get("level")
                            + " "
                            + line.get("message")
                            + (thrown == null ? "" : ": " + thrown)
                            + "\n";
        };
    }

    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "error";
        }
        return level.intValue() >= Level.WARNING.intValue() ? "warn" : "info";
    }
}
