package dev.mcpoauth.cli;

import dev.mcpoauth.broker.Foundation;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.store.Restore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Puts a backup back; its MCP tokens end, so that spent ones do not come alive again.
@Command(
        name = "restore",
        description = "Put a backup in the place of the SQLite database; stop the broker first.")
@Usage(
        examples = {"mcp-oauth db restore ~/backups/mcp-oauth-2026-11-26.db"},
        exits = {ExitCode.NOT_FOUND, ExitCode.CONFLICT, ExitCode.DENIED})
final class DbRestore implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "FILE", description = "The backup to restore.")
    Path file = Path.of("");

    DbRestore(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!Files.exists(file)) {
            throw new CliError(ExitCode.NOT_FOUND, "there is no file " + file, null);
        }
        session.terminal()
                .confirm(
                        "Replace the database by "
                                + file
                                + "? Every MCP client must log in again.");
        Settings settings = session.settings(Map.of());
        Restore.Restored done =
                Progress.during(
                        session,
                        "checking and restoring the backup",
                        () ->
                                new Restore(
                                                settings.database(),
                                                session.product().vault(settings),
                                                Foundation.patience(settings))
                                        .from(file, Instant.now()));
        session.terminal()
                .show(Map.of("ended", done.ended(), "before", done.before().toString()), List.of());
        session.terminal()
                .done(
                        "restored; " + done.ended() + " clients must log in again",
                        "the old database, if there was one, is " + done.before());
        return 0;
    }
}
