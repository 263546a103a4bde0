package dev.mcpoauth.store;

import dev.mcpoauth.oauth.StorePlace;
import dev.mcpoauth.oauth.StorePlace.InFile;
import dev.mcpoauth.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Puts a backup in the place of a SQLite database that no process has open.
///
/// The backup is checked, brought to the newest schema and stripped of its MCP tokens beside the
/// database; only then they change places, in one step. The old database stays in the folder.
public final class Restore {
    private final Path file;
    private final KeyVault vault;
    private final Duration patience;
    private final Facts facts = new Facts();

    /// A restore of the database in this file, sealed with this key; it waits so long for another
    /// process that has the database open.
    public Restore(String place, KeyVault vault, Duration patience) {
        if (!(StorePlace.of(place) instanceof InFile(Path named))) {
            throw new StoreException(
                    Kind.UNAVAILABLE,
                    "a PostgreSQL database is restored with its own tools, and then: mcp-oauth db"
                            + " recheck");
        }
        this.file = named;
        this.vault = vault;
        this.patience = patience;
    }

    /// What was restored.
    ///
    /// @param ended how many families of MCP tokens were ended
    /// @param before where the old database is now; it need not exist
    public record Restored(int ended, Path before) {}

    /// Restores this backup.
    public Restored from(Path backup, Instant now) {
        Path candidate = beside(".restoring");
        Path before = free(".before-restore-" + now.getEpochSecond());
        try {
            SqliteFile.makeFolder(folder());
            discard(candidate);
            take(backup, candidate, "");
            // of a broker that was killed: its newest commits are nowhere else
            take(backup, candidate, "-wal");
            Path mark = Generation.mark(file);
            Age marked = Generation.marked(mark);
            long generation = (marked == null ? 0 : marked.generation()) + 1;
            Ready ready = prepare(new Candidate(backup, candidate), generation, now);
            Upkeep.sync(candidate);
            if (Files.exists(file)) {
                claim();
                setAside(before);
            }
            Files.move(candidate, file, StandardCopyOption.ATOMIC_MOVE);
            Upkeep.sync(folder());
            Generation.write(mark, ready.age());
            return new Restored(ready.ended(), before);
        } catch (IOException e) {
            throw new StoreException(
                    Kind.UNAVAILABLE, "cannot restore " + backup + SqliteFile.why(e), e);
        } catch (SqlFailure e) {
            throw Trouble.of(e, backup.toString());
        } finally {
            discard(candidate);
        }
    }

    /// Under a second name, so that there is a database under its own at every moment: a broker
    /// that starts without one makes a new one.
    private void setAside(Path before) throws IOException {
        try {
            Files.createLink(before, file);
        } catch (FileSystemException | UnsupportedOperationException e) {
            // a file system without links
            Files.move(file, before, StandardCopyOption.ATOMIC_MOVE);
        }
        Path log = beside("-wal");
        if (Files.exists(log)) {
            // of a damaged one, which could not take it in: nothing of it is in any other place
            Path kept = before.resolveSibling(before.getFileName() + "-wal");
            Files.move(log, kept, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.deleteIfExists(beside("-shm"));
    }

    /// The backup itself is never opened: SQLite would change it.
    private static void take(Path backup, Path candidate, String part) throws IOException {
        Path from = backup.resolveSibling(backup.getFileName() + part);
        if (part.isEmpty() || Files.exists(from)) {
            Path copy = candidate.resolveSibling(candidate.getFileName() + part);
            Files.copy(from, copy);
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
        }
    }

    /// What a restore that failed has left: it holds as much as the database.
    private static void discard(Path candidate) {
        for (String part : SqliteFile.PARTS) {
            try {
                Files.deleteIfExists(candidate.resolveSibling(candidate.getFileName() + part));
            } catch (IOException e) {
                // the next restore begins with removing it
                return;
            }
        }
    }

    /// Beside the database too, where nothing has this name yet.
    private Path free(String ending) {
        Path found = beside(ending);
        for (int i = 2; Files.exists(found); i++) {
            found = beside(ending + "-" + i);
        }
        return found;
    }

    private Path beside(String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    private Path folder() throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + " has no folder");
        }
        return folder;
    }

    /// A backup, and the copy of it that is made ready.
    private record Candidate(Path backup, Path copy) {
        /// For people, who do not know of the copy.
        String name() {
            return backup.toString();
        }
    }

    /// A backup that can take its place.
    private record Ready(int ended, Age age) {}

    private Ready prepare(Candidate candidate, long generation, Instant now) {
        try (Transaction tx = SqliteFile.connect(candidate.copy(), candidate.name(), patience)) {
            List<String> wrong = Dialect.SQLITE.integrity(tx);
            if (!wrong.isEmpty()) {
                throw new StoreException(
                        Kind.DAMAGED, candidate.name() + " is damaged: " + wrong.getFirst());
            }
            if (!tx.one("SELECT 1 FROM sqlite_master WHERE name = 'meta'", row -> 1).isPresent()) {
                throw new StoreException(
                        Kind.DAMAGED, candidate.name() + " is not a database of mcp-oauth");
            }
            new Migrations(Dialect.SQLITE, candidate.name()).apply(tx);
            requireKey(tx, candidate.name());
            tx.execute("BEGIN IMMEDIATE");
            int ended = Recheck.apply(tx, now);
            Age age = Age.begin(tx, generation);
            tx.execute("COMMIT");
            // everything into the one file that is about to be moved
            tx.execute("PRAGMA journal_mode = DELETE");
            return new Ready(ended, age);
        }
    }

    private void requireKey(Transaction tx, String backup) {
        byte[] check =
                facts.find(tx, Store.CHECK)
                        .orElseThrow(() ->
                                new StoreException(
                                        Kind.DAMAGED,
                                        backup + " has no key yet: nothing was ever stored in it"));
        if (!Sealer.open(vault, false).passes(check)) {
            throw new StoreException(
                    Kind.KEY,
                    "the key ("
                            + vault.place()
                            + ") is not the key of the backup; put the key back that belongs to it");
        }
    }

    /// Makes sure that no process has the database open, and folds its WAL into it.
    private void claim() {
        try {
            SqliteFile.alone(file, patience).close();
        } catch (SqlFailure e) {
            if (Trouble.busy(e)) {
                throw Trouble.held(file, Holder.using(file), e);
            }
            // damaged, which is why it is replaced; it is kept beside the new one
            return;
        }
    }
}
