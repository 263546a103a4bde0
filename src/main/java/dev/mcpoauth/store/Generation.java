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

/// Notices that a SQLite file was exchanged for an older copy of itself.
///
/// A number in the database and one in a small file beside it grow together: the database's first,
/// so that it is behind only when somebody has put an older copy in its place.
final class Generation {
    static final String FACT = "generation";
    private static final int NO_FILE = -1;
    private static final Object IN_THIS_PROCESS = new Object();

    private final Database database;
    private final Path mark;
    private final Facts facts = new Facts();

    Generation(Database database, Path file) {
        this.database = database;
        this.mark = mark(file);
    }

    /// The file that grows with the database.
    static Path mark(Path file) {
        return file.resolveSibling(file.getFileName() + "-generation");
    }

    /// Compares the two; an older copy loses its MCP tokens. Called when a store is opened.
    void check(Instant now) {
        // the file first: whatever happens between, the database's number cannot fall behind it
        long marked = marked();
        if (follows(known(), marked)) {
            return;
        }
        // a file that another process makes at this moment has its number once we are alone
        boolean missing = marked == NO_FILE;
        alone(() -> compare(marked() == 0 && missing ? NO_FILE : marked(), now));
    }

    private static boolean follows(long known, long marked) {
        return known > 0 && marked != NO_FILE && marked <= known;
    }

    /// Whether a check of this file would find nothing to do.
    static boolean kept(Transaction tx, Path file) {
        long marked = marked(mark(file));
        return follows(known(tx), marked);
    }

    /// Makes every copy of the database that was taken until now an older one.
    void advance() {
        alone(() -> put(Math.max(marked(), known()) + 1));
    }

    private void compare(long marked, Instant now) throws IOException {
        long known = known();
        if (known == 0 && marked > 0) {
            warn(
                    "the database beside "
                            + mark
                            + " is new, although there was one before; a backup can be put back by:"
                            + " mcp-oauth db restore FILE");
        } else if (known > 0 && (marked == NO_FILE || marked > known)) {
            int ended = database.write(tx -> Recheck.apply(tx, now));
            warn(
                    "the database is an older copy: "
                            + ended
                            + " grants were revoked, and their clients must log in again");
        } else if (known > 0) {
            return;
        }
        put(Math.max(marked, known) + 1);
    }

    private static void warn(String what) {
        System.getLogger(Generation.class.getName()).log(System.Logger.Level.WARNING, what);
    }

    private void put(long number) throws IOException {
        byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
        database.write(tx -> {
            facts.put(tx, FACT, value);
            return true;
        });
        write(mark, number);
        // its name must outlive a power cut, or the database would be taken for a copy
        Upkeep.sync(mark.toAbsolutePath().getParent());
    }

    static void write(Path mark, long number) throws IOException {
        try (FileChannel out = open(mark)) {
            out.write(
                    ByteBuffer.wrap(
                            "%019d%n".formatted(number).getBytes(StandardCharsets.US_ASCII)));
            out.force(true);
        }
    }

    private long known() {
        return database.read(Generation::known);
    }

    private static long known(Transaction tx) {
        return new Facts().find(tx, FACT).map(Generation::number).orElse(0L);
    }

    static long number(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }

    private long marked() {
        return marked(mark);
    }

    /// The number in the file; 0 where it is empty, which is a first start that did not end.
    static long marked(Path mark) {
        try {
            if (!Files.exists(mark)) {
                return NO_FILE;
            }
            String text = Files.readString(mark).strip();
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (IOException | NumberFormatException e) {
            throw new StoreException(Kind.UNAVAILABLE, "cannot read " + mark, e);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /// One process, and one thread of it, at a time.
    private void alone(Step step) {
        synchronized (IN_THIS_PROCESS) {
            OwnFiles.requirePlain(mark);
            try (FileChannel channel = open(mark);
                    FileLock lock = channel.lock()) {
                if (lock.isValid()) {
                    step.run();
                }
            } catch (IOException e) {
                throw new StoreException(Kind.UNAVAILABLE, "cannot write " + mark, e);
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
