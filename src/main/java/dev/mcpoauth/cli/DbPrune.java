package dev.mcpoauth.cli;

import dev.mcpoauth.store.Sweep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Sweeps the database now, as a running broker does every ten minutes.
@Command(
        name = "prune",
        description = "Remove codes, tokens, grants and events whose time is over.")
@Usage(
        examples = {"mcp-oauth db prune", "mcp-oauth db prune --json"},
        exits = {ExitCode.CONFLICT})
final class DbPrune implements Callable<Integer> {
    private final Session session;

    DbPrune(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Duration kept = session.settings(Map.of()).care().auditKept();
        long removed =
                Progress.during(
                        session,
                        "removing what has ended",
                        () ->
                                session.withStore(store ->
                                        new Sweep(store.database(), kept).run(Instant.now())));
        session.terminal()
                .show(Map.of("removed", removed), List.of("removed " + removed + " rows"));
        return 0;
    }
}
