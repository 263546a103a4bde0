package dev.mcpoauth.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Lists every setting.
@Command(name = "list", description = "List every setting and what it is.")
@Usage(examples = {"mcp-oauth config list --show-origin"})
final class ConfigList implements Callable<Integer> {
    private final Session session;

    @Option(names = "--show-origin", description = "Also where each one comes from.")
    boolean showOrigin;

    ConfigList(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Table table =
                showOrigin
                        ? new Table("settings", "name", "value", "origin")
                        : new Table("settings", "name", "value");
        new ConfigValues(session)
                .all()
                .forEach((name, value) -> {
                    Map<String, Object> fields = new LinkedHashMap<>();
                    fields.put("name", name);
                    fields.put("value", value.value());
                    fields.put("origin", value.origin());
                    if (showOrigin) {
                        table.row(fields, name, value.text(), value.origin());
                    } else {
                        table.row(fields, name, value.text());
                    }
                });
        session.terminal().table(table);
        return 0;
    }
}
