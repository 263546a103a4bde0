package dev.mcpoauth.store;

import dev.mcpoauth.store.StoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Notices that a SQLite file has gone back in time: an older copy was put in its place, or the log
/// with its newest commits was taken away.
///
/// How old the database is stands in itself and in a small file beside it. The database is always
/// written first, so that it is behind only when something of it was lost.
final class Generation {
    static final String FACT = "generation";
    private static final Object IN_THIS_PROCESS = new Object();

    private final Database database;
    private final Path mark;

    Generation(Database database, Path file) {
        this.database = database;
        this.mark = mark(file);
    }

    /// The file that grows with the database.
    static Path mark(Path file) {
        return file.resolveSibling(file.getFileName() + "-generation");
    }

    /// Compares the two; a database that is behind loses its MCP tokens. Called when a store is
    /// opened.
    void check(Instant now) {
        // the file first: whatever happens between, the database cannot fall behind it
        Age marked = marked(mark);
        if (known().follows(marked)) {
            return;
        }
        // a file that another process makes at this moment has its number once we are alone
        boolean missing = marked == null;
        alone(file -> {
            Age again = read(file);
            compare(file, again.generation() == 0 && missing ? null : again, now);
        });
    }

    /// Whether a check of this file would find nothing to do.
    static boolean kept(Transaction tx, Path file) {
        Age marked = marked(mark(file));
        return Age.of(tx).follows(marked);
    }

    /// Makes every copy of the database that was taken until now an older one.
    void advance() {
        alone(file -> put(file, Math.max(read(file).generation(), known().generation()) + 1));
    }

    private void compare(FileChannel file, @Nullable Age marked, Instant now) throws IOException {
        Age known = known();
        if (known.follows(marked)) {
            return;
        }
        long before = marked == null ? 0 : marked.generation();
        if (known.generation() > 0) {
            int ended = database.write(tx -> Recheck.apply(tx, now));
            warn(
                    "the database is an older copy, or has lost its newest commits: "
                            + ended
                            + " grants were revoked, and their clients must log in again");
        } else if (before > 0) {
            warn(
                    "the database beside "
                            + mark
                            + " is new, although there was one before; a backup can be put back by:"
                            + " mcp-oauth db restore FILE");
        }
        put(file, Math.max(before, known.generation()) + 1);
    }

    private static void warn(String what) {
        System.getLogger(Generation.class.getName()).log(System.Logger.Level.WARNING, what);
    }

    private void put(FileChannel file, long generation) throws IOException {
        write(file, database.write(tx -> Age.begin(tx, generation)));
        // its name must outlive a power cut, or the database would be taken for a copy
        Upkeep.sync(mark.toAbsolutePath().getParent());
    }

    static void write(Path mark, Age age) throws IOException {
        try (FileChannel out = open(mark)) {
            write(out, age);
        }
    }

    private static void write(FileChannel file, Age age) throws IOException {
        file.write(ByteBuffer.wrap(age.text()), 0);
        file.force(true);
    }

    private static Age read(FileChannel file) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(Age.LENGTH);
        int read;
        do {
            read = file.read(text, text.position());
        } while (read > 0);
        return Age.read(new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII));
    }

    private Age known() {
        return database.read(Age::of);
    }

    /// What the file says; null where there is none.
    static @Nullable Age marked(Path mark) {
        try {
            return Files.exists(mark) ? Age.read(Files.readString(mark)) : null;
        } catch (IOException | NumberFormatException e) {
            throw new StoreException(Kind.UNAVAILABLE, "cannot read " + mark, e);
        }
    }

    private interface Step {
        void run(FileChannel file) throws IOException;
    }

    /// One process, and one thread of it, at a time. The step uses this channel alone: closing
    /// another one on the same file would give the lock back.
    private void alone(Step step) {
        synchronized (IN_THIS_PROCESS) {
            OwnFiles.requirePlain(mark);
            try (FileChannel channel = open(mark);
                    FileLock lock = channel.lock()) {
                if (lock.isValid()) {
                    step.run(channel);
                }
            } catch (IOException e) {
                throw new StoreException(
                        Kind.UNAVAILABLE, "cannot write " + mark + SqliteFile.why(e), e);
            }
        }
    }

    private static FileChannel open(Path mark) throws IOException {
        return FileChannel.open(
                mark,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
}
