package dev.mcpoauth.cli;

import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.Store;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Shows one MCP client.
@Command(name = "show", description = "Show an MCP client and who is logged in with it.")
@Usage(
        examples = {"mcp-oauth client show notes", "mcp-oauth client show notes --json"},
        exits = {ExitCode.NOT_FOUND},
        opensStore = true)
final class ClientShow implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "ID", description = "The client's id, or its name.")
    String id = "";

    ClientShow(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Map<String, Object> fields = session.withStore(this::fields);
        session.terminal().show(fields, fields.entrySet().stream().map(ClientShow::line).toList());
        return 0;
    }

    private Map<String, Object> fields(Store store) {
        Client client = ClientViews.find(store, id);
        Map<String, Object> fields = new LinkedHashMap<>(ClientViews.fields(client));
        fields.put("resources", store.database().read(tx -> store.resources().of(tx, client.id())));
        TokenRows rows = new TokenRows(session.product().clock().instant());
        fields.put(
                "logins",
                store.database().read(store.grants()::list).stream()
                        .filter(g -> g.clientId().equals(client.id()))
                        .filter(g -> rows.state(g, "ok").equals("ok"))
                        .map(Refs::name)
                        .toList());
        return fields;
    }

    private static String line(Map.Entry<String, Object> field) {
        Object value = field.getValue();
        String text =
                value instanceof List<?> list
                        ? String.join(" ", list.stream().map(String::valueOf).toList())
                        : String.valueOf(value);
        return "%-27s %s".formatted(field.getKey(), text);
    }
}
