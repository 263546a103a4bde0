package dev.mcpoauth.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Lists the files that settings are looked for in.
@Command(name = "path", description = "List the settings files, the strongest first.")
@Usage(examples = {"mcp-oauth config path"})
final class ConfigPath implements Callable<Integer> {
    private final Session session;

    ConfigPath(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Table table = new Table("files", "file", "state");
        List<Path> files = session.product().settingsReader().files(session.overrides(Map.of()));
        for (Path file : files.reversed()) {
            boolean there = Files.isRegularFile(file);
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("file", file.toAbsolutePath().toString());
            fields.put("exists", there);
            table.row(fields, file.toAbsolutePath().toString(), there ? "read" : "absent");
        }
        session.terminal().table(table);
        return 0;
    }
}
