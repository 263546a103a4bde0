package dev.mcpoauth;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/// What may be logged, read by Java's logging when the first line is about to be written.
public final class LogSettings {
    /// Libraries talk about themselves at INFO: only what is wrong reaches the person, in one line,
    /// and that a provider's class was loaded anew. `serve` writes its log in its own form.
    private static final String LEVELS =
            """
            handlers = java.util.logging.ConsoleHandler
            java.util.logging.SimpleFormatter.format = %4$s: %5$s%6$s%n
            .level = WARNING
            dev.mcpoauth.provider.SourceWatch.level = INFO
            """;

    /// Settles it; made by Java's logging.
    public LogSettings() throws IOException {
        LogManager.getLogManager()
                .readConfiguration(
                        new ByteArrayInputStream(LEVELS.getBytes(StandardCharsets.UTF_8)));
    }

    /// Makes these the settings that Java's logging reads.
    static void use() {
        System.setProperty("java.util.logging.config.class", LogSettings.class.getName());
    }
}
