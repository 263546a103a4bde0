package dev.mcpoauth.store;

import dev.mcpoauth.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The file under the open connections: notices when its name has come to mean another file.
///
/// A file that is deleted or replaced lives on under its connections without a name: what is
/// written there is lost with the process, and what is read there is old. The same holds for the
/// log beside it. An older copy that is written over the very file is known by its numbers ([Age]).
final class OpenFile {
    private static final long LOOK_EVERY_NANOS = 100_000_000;

    /// A file, and what it was when it was opened.
    private record Known(Path file, @Nullable Object identity) {
        static Known now(Path file) {
            return new Known(file, OpenFile.identity(file));
        }

        boolean same() {
            return Objects.equals(identity, OpenFile.identity(file));
        }
    }

    private final List<Known> files;
    private final AtomicLong looked = new AtomicLong(System.nanoTime());
    private volatile @Nullable Path gone;

    /// The most numbers that the database had given after a commit of ours.
    private volatile long highest;

    private volatile boolean older;

    private OpenFile(Path... files) {
        this.files = Stream.of(files).map(Known::now).toList();
    }

    /// Remembers the file that this path leads to now.
    static OpenFile alone(Path file) {
        return new OpenFile(file);
    }

    /// Remembers the file and the log beside it, which must be open already.
    static OpenFile withLog(Path file) {
        return new OpenFile(file, file.resolveSibling(file.getFileName() + "-wal"));
    }

    /// Throws when the file was deleted or replaced.
    void check() {
        look();
        refuse();
    }

    /// Throws when a database that has given so many numbers had given more before: nobody takes a
    /// number back. What is wrong stays wrong, whatever is committed after it.
    void requireGrown(long numbers) {
        older |= numbers < highest;
        refuse();
    }

    /// So many numbers are on disk.
    void reached(long numbers) {
        highest = numbers;
    }

    private void look() {
        Path missed = null;
        for (Known each : files) {
            missed = each.same() ? missed : each.file();
        }
        gone = missed;
    }

    /// What an error of a connection to it means.
    StoreException trouble(SqlFailure e) {
        return Trouble.of(e, files.getFirst().file());
    }

    private void refuse() {
        if (older) {
            throw new StoreException(
                    Kind.UNAVAILABLE,
                    files.getFirst().file()
                            + " was overwritten by an older copy while it was open; nothing is"
                            + " written any more: stop everything that has it open and restore a"
                            + " backup, then start again");
        }
        Path missed = gone;
        if (missed != null) {
            throw new StoreException(
                    Kind.UNAVAILABLE,
                    missed
                            + " was deleted or replaced while it was open; nothing is written any"
                            + " more: put it back or restore a backup, then start again");
        }
    }

    /// Looks at most ten times a second, for those who only read.
    void glance() {
        long now = System.nanoTime();
        long last = looked.get();
        if (now - last > LOOK_EVERY_NANOS && looked.compareAndSet(last, now)) {
            look();
        }
        refuse();
    }

    private static @Nullable Object identity(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return "no file";
        }
    }
}
