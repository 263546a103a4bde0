package dev.mcpoauth.store;

import dev.mcpoauth.store.StoreException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What an administrator does with an open store: check, back up, compact, end what came back.
public final class Upkeep {
    private final Store store;

    /// The upkeep of this store.
    public Upkeep(Store store) {
        this.store = store;
    }

    /// Reads everything and says what is wrong; empty when all is well.
    public List<String> check() {
        List<String> wrong =
                new ArrayList<>(store.database().read(store.database().dialect()::integrity));
        store.database().read(tx -> store.accounts().list(tx)).stream()
                .filter(account -> account.token().accessToken().isEmpty())
                .map(account -> "the token of account " + account.id() + " cannot be opened")
                .forEach(wrong::add);
        return wrong;
    }

    /// Gives deleted rows' space back to the disk.
    public void vacuum() {
        store.database().compact();
    }

    /// Ends every family of MCP tokens, for a database that was restored by other means; gives back
    /// how many.
    public int recheck(Instant now) {
        return store.database().write(tx -> Recheck.apply(tx, now));
    }

    /// Copies a SQLite database into a new file, while others go on writing; the copy is complete
    /// and on disk when this returns. The key is not in it.
    public void backup(Path target) {
        Path file = sqlite();
        Path partial = target.resolveSibling(target.getFileName() + ".partial");
        try {
            if (Files.exists(target)) {
                throw new FileAlreadyExistsException(target.toString());
            }
            Files.deleteIfExists(partial);
            copy(file, partial);
            Files.createLink(target, partial);
            Files.delete(partial);
            sync(target.toAbsolutePath().getParent());
        } catch (FileAlreadyExistsException e) {
            throw new StoreException(Kind.EXISTS, e.getMessage() + " exists already", e);
        } catch (IOException e) {
            throw new StoreException(Kind.UNAVAILABLE, "cannot write " + target, e);
        }
        new Generation(store.database(), file).advance();
    }

    private Path sqlite() {
        if (store.database().dialect() != Dialect.SQLITE) {
            throw new StoreException(
                    Kind.UNAVAILABLE,
                    "a PostgreSQL database is backed up with its own tools: pg_dump, or the"
                            + " provider's snapshots");
        }
        return Path.of(store.database().place());
    }

    /// A consistent, compact copy, on disk and for its owner only.
    static void copy(Path file, Path target) {
        try {
            Files.createFile(
                    target,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            try (Transaction reading = SqliteFile.connect(file)) {
                reading.update("VACUUM INTO ?", target.toString());
            }
            sync(target);
        } catch (FileAlreadyExistsException e) {
            // another process makes the same copy at this moment
            return;
        } catch (IOException e) {
            throw new StoreException(Kind.UNAVAILABLE, "cannot write " + target, e);
        } catch (SqlFailure e) {
            throw Trouble.of(e, file);
        }
    }

    static void sync(@org.jspecify.annotations.Nullable Path path) throws IOException {
        if (path != null) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
