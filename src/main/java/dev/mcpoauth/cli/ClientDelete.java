package dev.mcpoauth.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Removes an MCP client with its tokens.
@Command(name = "delete", description = "Remove an MCP client and all its tokens.")
final class ClientDelete implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "ID", description = "The client's id.")
    String id = "";

    ClientDelete(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        boolean gone =
                session.withStore(
                        store -> store.database().write(tx -> store.clients().delete(tx, id)));
        if (!gone) {
            throw new CliError(
                    ExitCode.NOT_FOUND, "no client has the id " + id, "mcp-oauth client list");
        }
        session.terminal().say("deleted client " + id);
        return 0;
    }
}
