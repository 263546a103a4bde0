package dev.mcpoauth.cli;

import dev.mcpoauth.config.Settings;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.Store;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Removes an MCP client with its tokens.
@Command(name = "delete", description = "Remove an MCP client and all its tokens.")
@Usage(
        examples = {"mcp-oauth client delete notes"},
        exits = {ExitCode.NOT_FOUND},
        opensStore = true)
final class ClientDelete implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "ID", description = "The client's id, or its name.")
    String id = "";

    ClientDelete(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings(Map.of());
        try (Store store = session.product().store(settings)) {
            Client client = ClientViews.find(store, id);
            session.product()
                    .broker(settings, store, new Product.Reach(false, null))
                    .keepClients()
                    .delete(client.id());
            session.terminal()
                    .rows(
                            new Table("clients", "id")
                                    .row(Map.of("client_id", client.id()), client.id()));
            session.terminal()
                    .done(
                            "deleted client "
                                    + client.metadata().clientName()
                                    + " with its logins and tokens",
                            "");
        }
        return 0;
    }
}
