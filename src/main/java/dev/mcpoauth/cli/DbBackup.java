package dev.mcpoauth.cli;

import dev.mcpoauth.store.Upkeep;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Makes a copy that can be restored.
@Command(
        name = "backup",
        description = "Copy the SQLite database into a new file, while the broker runs.")
@Usage(
        examples = {"mcp-oauth db backup ~/backups/mcp-oauth-$(date +%F).db"},
        opensStore = true)
final class DbBackup implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "FILE", description = "The backup to make; it must not exist.")
    Path file = Path.of("");

    DbBackup(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.withStore(store -> {
            try (Progress progress = Progress.of(session, "copying the database")) {
                Path database = Path.of(store.database().place());
                Path partial = Upkeep.partial(file);
                progress.follow(() -> partial.toFile().length(), database.toFile().length());
                new Upkeep(store).backup(file, partial);
                return true;
            }
        });
        session.terminal().show(Map.of("backup", file.toString()), List.of());
        session.terminal().done("backed up to " + file, "back up the key, too: mcp-oauth db path");
        return 0;
    }
}
