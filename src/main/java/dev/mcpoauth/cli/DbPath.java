package dev.mcpoauth.cli;

import dev.mcpoauth.config.KeySource;
import dev.mcpoauth.config.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Says where everything is kept.
@Command(name = "path", description = "Show where the database and its key are.")
@Usage(examples = {"mcp-oauth db path", "mcp-oauth db path --json"})
final class DbPath implements Callable<Integer> {
    private final Session session;

    DbPath(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings(Map.of());
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("database", settings.database());
        fields.put("key", place(settings.key()));
        session.terminal()
                .show(fields, List.of(settings.database(), "key: " + place(settings.key())));
        return 0;
    }

    private static String place(KeySource key) {
        return switch (key) {
            case KeySource.InFile(Path file) -> "file " + file;
            case KeySource.FromCommand command -> "a command";
            case KeySource.InKeyring keyring -> "the system's keyring";
        };
    }
}
