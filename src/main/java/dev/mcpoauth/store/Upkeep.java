package dev.mcpoauth.store;

import dev.mcpoauth.store.StoreException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

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
                // of one that was revoked nothing is kept
                .filter(account -> !account.state().equals(Account.REVOKED))
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
        backup(target, partial(target));
    }

    /// Where a copy can grow until it is complete: a name that no other backup has, were it to the
    /// same target at the same moment.
    public static Path partial(Path target) {
        return target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".partial");
    }

    /// The same, and the copy grows there.
    public void backup(Path target, Path partial) {
        Path file = sqlite();
        try {
            if (Files.exists(target)) {
                throw new FileAlreadyExistsException(target.toString());
            }
            copy(file, partial);
            Files.createLink(target, partial);
            sync(target.toAbsolutePath().getParent());
        } catch (FileAlreadyExistsException e) {
            throw new StoreException(Kind.EXISTS, target + " exists already", e);
        } catch (IOException e) {
            throw new StoreException(
                    Kind.UNAVAILABLE, "cannot write " + target + SqliteFile.why(e), e);
        } finally {
            remove(partial);
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

    /// Keeps the database as it is now under this name, which it gets when it is complete and on
    /// disk. Nobody else may do the same meanwhile.
    static void keep(Path file, Path target) {
        Path partial = target.resolveSibling(target.getFileName() + ".partial");
        try {
            // of a process that was killed
            Files.deleteIfExists(partial);
            copy(file, partial);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            sync(target.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new StoreException(
                    Kind.UNAVAILABLE, "cannot write " + target + SqliteFile.why(e), e);
        } finally {
            remove(partial);
        }
    }

    /// A consistent, compact copy, on disk and for its owner only; half of one when it throws.
    private static void copy(Path file, Path target) throws IOException {
        Files.createFile(
                target,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (Transaction reading = SqliteFile.connect(file)) {
            reading.update("VACUUM INTO ?", target.toString());
        } catch (SqlFailure e) {
            throw Trouble.of(e, file);
        }
        sync(target);
    }

    private static void remove(Path partial) {
        try {
            Files.deleteIfExists(partial);
        } catch (IOException e) {
            // what went wrong before is the one to tell
            return;
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
