package dev.mcpoauth.cli;

import dev.mcpoauth.store.Client;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Lists the MCP clients.
@Command(name = "list", description = "List the MCP clients.")
final class ClientList implements Callable<Integer> {
    private final Session session;

    ClientList(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<Client> clients =
                session.withStore(store -> store.database().read(store.clients()::list));
        Table table = new Table("clients", "id", "name", "origin");
        for (Client client : clients) {
            table.row(shown(client), client.id(), client.metadata().clientName(), client.origin());
        }
        session.terminal().table(table);
        return 0;
    }

    private static Map<String, Object> shown(Client client) {
        // a fixed order of the fields: programs compare lines
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("client_id", client.id());
        fields.put("client_name", String.valueOf(client.metadata().clientName()));
        fields.put("redirect_uris", client.metadata().redirectUris());
        fields.put("origin", client.origin());
        return fields;
    }
}
