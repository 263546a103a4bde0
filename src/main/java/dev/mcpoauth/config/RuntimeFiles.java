package dev.mcpoauth.config;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The files of a running broker: its lock, its socket, and what it is, for the same user only.
///
/// The lock says whether it runs: the system lets go of it however the broker ends, so files that a
/// killed broker left behind are known to be stale. One broker of a database has them; a second one
/// runs without.
///
/// @param stem the common path, without an ending
public record RuntimeFiles(Path stem) {
    /// The longest path that every system's sockets can have, in bytes.
    private static final int LONGEST_SOCKET = 103;

    private static final Set<PosixFilePermission> FOLDER =
            PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE =
            PosixFilePermissions.fromString("rw-------");

    /// The files while a broker runs.
    ///
    /// @param files the files
    /// @param lock held as long as the broker lives
    public record Claim(RuntimeFiles files, FileLock lock) implements AutoCloseable {
        /// Says what runs, for people and for `status`.
        public void tell(Map<String, Object> entry) throws IOException {
            Path made = files.with(".json");
            Files.deleteIfExists(made);
            Files.createFile(made, PosixFilePermissions.asFileAttribute(FILE));
            Files.writeString(made, Json.write(entry) + "\n");
        }

        /// Removes the files; the lock's own stays, because another process may wait for it.
        @Override
        public void close() {
            try {
                Files.deleteIfExists(files.with(".json"));
                Files.deleteIfExists(files.socket());
                lock.release();
                lock.channel().close();
            } catch (IOException e) {
                System.getLogger(RuntimeFiles.class.getName())
                        .log(System.Logger.Level.WARNING, "cannot remove " + files.stem, e);
            }
        }
    }

    /// The socket of the broker.
    public Path socket() {
        return with(".sock");
    }

    /// The log of a broker in the background.
    public Path log() {
        return with(".log");
    }

    /// Whether a socket can have this path.
    public boolean fits() {
        return socket().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8).length
                <= LONGEST_SOCKET;
    }

    private Path with(String ending) {
        return stem.resolveSibling(stem.getFileName() + ending);
    }

    /// Takes the files for a new broker; empty while another one has them; throws [SettingsProblem]
    /// when the folder is not ours alone.
    public Optional<Claim> claim() throws IOException {
        prepare();
        FileChannel channel =
                FileChannel.open(
                        with(".lock"),
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(FILE));
        FileLock lock = tryLock(channel);
        if (lock == null) {
            channel.close();
            return Optional.empty();
        }
        Files.deleteIfExists(socket());
        return Optional.of(new Claim(this, lock));
    }

    private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel)
            throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // a broker in this very process
            return null;
        }
    }

    /// What the running broker said of itself; empty when none runs, whatever files are there.
    public Optional<Map<String, Object>> entry() {
        try {
            if (!running()) {
                return Optional.empty();
            }
            return Optional.of(Json.object(Files.readString(with(".json"))));
        } catch (IOException | JsonProblem e) {
            return Optional.empty();
        }
    }

    /// Whether a broker holds the lock.
    public boolean running() throws IOException {
        Path file = with(".lock");
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock free = tryLock(channel)) {
            return free == null;
        }
    }

    /// Whether files of a broker are there that does not run any more.
    public boolean stale() throws IOException {
        return Files.exists(with(".json"), LinkOption.NOFOLLOW_LINKS) && !running();
    }

    private Path folder() {
        Path folder = stem.toAbsolutePath().getParent();
        return folder == null ? stem : folder;
    }

    /// Makes the folder; throws [SettingsProblem] when it is not ours alone.
    public void prepare() throws IOException {
        Path folder = folder();
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            Path parent = folder.getParent();
            if (parent != null) {
                Files.createDirectories(parent, PosixFilePermissions.asFileAttribute(FOLDER));
            }
            try {
                Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(FOLDER));
            } catch (java.nio.file.FileAlreadyExistsException e) {
                // another broker was faster: looked at below
            }
        }
        boolean alone =
                Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                        && FOLDER.containsAll(Files.getPosixFilePermissions(folder))
                        && ours(Files.getOwner(folder).getName());
        if (!alone) {
            throw new SettingsProblem(
                    "the folder "
                            + folder
                            + " must be yours alone; run: chmod 700 "
                            + folder
                            + " (or remove it)");
        }
    }

    private static boolean ours(String owner) {
        String user = System.getProperty("user.name", "?");
        // a user without a name, as in some containers: the mode alone must do
        return user.equals(owner) || user.equals("?");
    }
}
