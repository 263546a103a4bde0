package dev.mcpoauth.cli;

import dev.mcpoauth.store.Client;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Lists the MCP clients.
@Command(name = "list", description = "List the MCP clients.")
@Usage(
        examples = {"mcp-oauth client list", "mcp-oauth client list -o jsonl"},
        opensStore = true)
final class ClientList implements Callable<Integer> {
    private final Session session;

    ClientList(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<Client> clients =
                session.withStore(store -> store.database().read(store.clients()::list));
        Table table = new Table("clients", "id", "name", "type", "origin");
        for (Client client : clients) {
            table.row(
                    ClientViews.fields(client),
                    client.id(),
                    client.metadata().clientName(),
                    client.metadata().isPublic() ? "public" : "confidential",
                    client.origin());
        }
        session.terminal().table(table);
        return 0;
    }
}
