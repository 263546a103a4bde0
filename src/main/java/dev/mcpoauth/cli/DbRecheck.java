package dev.mcpoauth.cli;

import dev.mcpoauth.store.Upkeep;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// For a PostgreSQL database that was restored: spent tokens must not come alive again.
@Command(
        name = "recheck",
        description = "End all MCP tokens, after the database went back in time by other means.")
@Usage(
        examples = {"mcp-oauth db recheck --yes"},
        exits = {ExitCode.DENIED},
        opensStore = true)
final class DbRecheck implements Callable<Integer> {
    private final Session session;

    DbRecheck(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.terminal().confirm("End all MCP tokens? Every MCP client must log in again.");
        int ended =
                Progress.during(
                        session,
                        "ending all MCP tokens",
                        () -> session.withStore(store -> new Upkeep(store).recheck(Instant.now())));
        session.terminal().show(Map.of("ended", ended), List.of());
        session.terminal().done(ended + " grants were revoked", "");
        return 0;
    }
}
