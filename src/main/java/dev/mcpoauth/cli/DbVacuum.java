package dev.mcpoauth.cli;

import dev.mcpoauth.store.Upkeep;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Compacts the database.
@Command(name = "vacuum", description = "Give the space of deleted rows back to the disk.")
@Usage(
        examples = {"mcp-oauth db vacuum"},
        opensStore = true)
final class DbVacuum implements Callable<Integer> {
    private final Session session;

    DbVacuum(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.withStore(store ->
                Progress.during(
                        session,
                        "compacting the database",
                        () -> {
                            new Upkeep(store).vacuum();
                            return true;
                        }));
        session.terminal().show(Map.of("compacted", true), List.of());
        session.terminal().done("compacted", "");
        return 0;
    }
}
