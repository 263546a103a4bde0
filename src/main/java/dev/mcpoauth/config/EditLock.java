package dev.mcpoauth.config;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Held by whoever reads a settings file, changes it and writes it: one at a time among the threads
/// and the processes of a user, or the slower one would undo what the faster one has written.
///
/// One lock for all such files, in a folder of ours: nothing is left beside them.
public final class EditLock implements AutoCloseable {
    private static final ReentrantLock HERE = new ReentrantLock();

    private final @Nullable FileChannel channel;

    private EditLock(@Nullable FileChannel channel) {
        this.channel = channel;
    }

    /// Waits for it; its file is in this folder. Who has it may take it once more.
    public static EditLock in(Path folder) {
        HERE.lock();
        return new EditLock(HERE.getHoldCount() == 1 ? locked(folder) : null);
    }

    /// Null where no file can be locked, such as on a disk that is only read: whatever is changed
    /// elsewhere is changed without.
    private static @Nullable FileChannel locked(Path folder) {
        try {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            FileChannel channel =
                    FileChannel.open(
                            folder.resolve("edit.lock"),
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            return lock(channel);
        } catch (IOException e) {
            return null;
        }
    }

    private static FileChannel lock(FileChannel channel) throws IOException {
        try {
            channel.lock();
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /// Lets go of it; the file stays, because another process may wait for it.
    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            System.getLogger(EditLock.class.getName())
                    .log(System.Logger.Level.DEBUG, "cannot close the lock", e);
        } finally {
            HERE.unlock();
        }
    }
}
