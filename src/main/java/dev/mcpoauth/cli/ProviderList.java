package dev.mcpoauth.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Lists the providers of the settings, the broken ones with the reason.
@Command(description = "List the providers, and what each of them lacks.")
@Usage(
        examples = {"mcp-oauth provider list", "mcp-oauth provider list --json"},
        opensStore = true)
final class ProviderList implements Callable<Integer> {
    private final Session session;

    ProviderList(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Table table = new Table("providers", "name", "title", "state", "problem");
        for (KnownProvider each : KnownProvider.all(session)) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("name", each.name());
            fields.put("title", each.title());
            fields.put("state", each.state());
            fields.put("credentials", each.credentials());
            fields.putAll(each.trouble());
            table.row(fields, each.name(), each.title(), each.state(), each.line());
        }
        session.terminal().table(table);
        if (table.fields().isEmpty()) {
            session.terminal().say(FirstProvider.ADVICE);
            session.terminal().say("all that are built in: mcp-oauth provider presets");
        }
        return 0;
    }
}
