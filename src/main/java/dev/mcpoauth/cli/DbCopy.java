package dev.mcpoauth.cli;

import dev.mcpoauth.store.Copy;
import dev.mcpoauth.store.Store;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Moves a store from a laptop to a team.
@Command(
        name = "copy",
        description =
                "Copy a SQLite database into an empty PostgreSQL database; stop the broker first.")
@Usage(
        examples = {"mcp-oauth db copy --to jdbc:postgresql://db.example/mcp_oauth?user=mcp"},
        opensStore = true)
final class DbCopy implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "URL",
            description = "The empty PostgreSQL database, as a jdbc:postgresql: URL.")
    String target = "";

    DbCopy(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!target.startsWith("jdbc:postgresql:")) {
            throw new CliError(
                    ExitCode.USAGE,
                    "--to is the jdbc:postgresql: URL of an empty database",
                    "mcp-oauth db copy --help");
        }
        Map<String, Long> rows =
                session.withStore(from -> {
                    try (Store to =
                                    session.product()
                                            .store(session.settings(Map.of("database", target)));
                            Progress progress = Progress.of(session, "copying")) {
                        return new Copy(
                                        from,
                                        to,
                                        (table, done, all) ->
                                                progress.at("copying " + table, done, all))
                                .run(Instant.now());
                    }
                });
        session.terminal()
                .show(
                        Map.of("rows", rows),
                        rows.entrySet().stream()
                                .map(each -> each.getKey() + " " + each.getValue())
                                .toList());
        session.terminal()
                .done(
                        "copied and compared",
                        "mcp-oauth serve" + NextSteps.option("--store", target));
        return 0;
    }
}
