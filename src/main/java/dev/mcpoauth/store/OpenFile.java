package dev.mcpoauth.store;

import dev.mcpoauth.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The file under the open connections: notices when its name has come to mean another file.
///
/// A file that is deleted or replaced lives on under its connections without a name: what is
/// written there is lost with the process, and what is read there is old.
final class OpenFile {
    private static final long LOOK_EVERY_NANOS = 100_000_000;

    private final Path file;
    private final @Nullable Object identity;
    private final AtomicLong looked = new AtomicLong(System.nanoTime());
    private volatile boolean gone;

    /// Remembers the file that this path leads to now.
    OpenFile(Path file) {
        this.file = file;
        this.identity = identity(file);
    }

    /// Throws when the file was deleted or replaced.
    void check() {
        gone = !Objects.equals(identity, identity(file));
        refuse();
    }

    private void refuse() {
        if (gone) {
            throw new StoreException(
                    Kind.UNAVAILABLE,
                    file
                            + " was deleted or replaced while it was open; nothing is written any"
                            + " more: put it back or restore a backup, then start again");
        }
    }

    /// Looks at most ten times a second, for those who only read.
    void glance() {
        long now = System.nanoTime();
        long last = looked.get();
        if (now - last > LOOK_EVERY_NANOS && looked.compareAndSet(last, now)) {
            gone = !Objects.equals(identity, identity(file));
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
