package dev.mcpoauth.cli;

import dev.mcpoauth.store.Upkeep;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Checks every page and every sealed value.
@Command(name = "check", description = "Read the whole database and say what is wrong.")
@Usage(
        examples = {"mcp-oauth db check"},
        exits = {ExitCode.CHECK_FAILED},
        opensStore = true)
final class DbCheck implements Callable<Integer> {
    private final Session session;

    DbCheck(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<String> wrong =
                Progress.during(
                        session,
                        "reading the whole database",
                        () -> session.withStore(store -> new Upkeep(store).check()));
        session.terminal()
                .show(
                        Map.of("ok", wrong.isEmpty(), "problems", wrong),
                        wrong.isEmpty() ? List.of("ok") : wrong);
        if (!wrong.isEmpty()) {
            throw new CliError(
                    ExitCode.CHECK_FAILED,
                    "the database is damaged in " + wrong.size() + " places",
                    "mcp-oauth db restore FILE");
        }
        return 0;
    }
}
