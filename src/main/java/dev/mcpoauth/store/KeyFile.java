package dev.mcpoauth.store;

import dev.mcpoauth.store.StoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;

/// A key in a file of its owner's.
///
/// @param file the file, 0600
record KeyFile(Path file) implements KeyVault {
    @Override
    public String place() {
        return "file " + file;
    }

    @Override
    public byte[] key(boolean mayCreate) {
        try {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                if (!mayCreate) {
                    throw new StoreException(
                            Kind.KEY,
                            "the key file "
                                    + file
                                    + " is missing; put it back, the stored service"
                                    + " tokens cannot be read without it");
                }
                create();
            }
            return read(file);
        } catch (IOException e) {
            throw new StoreException(Kind.KEY, "cannot read or make the key file " + file, e);
        }
    }

    @Override
    public void prepare(byte[] key) {
        try {
            move(written(key), next());
        } catch (IOException e) {
            throw new StoreException(Kind.KEY, "cannot write the new key " + next(), e);
        }
    }

    @Override
    public Optional<byte[]> prepared() {
        try {
            return Files.exists(next(), LinkOption.NOFOLLOW_LINKS)
                    ? Optional.of(read(next()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new StoreException(Kind.KEY, "cannot read the new key " + next(), e);
        }
    }

    @Override
    public void promote() {
        try {
            move(next(), file);
        } catch (IOException e) {
            throw new StoreException(Kind.KEY, "cannot replace the key file " + file, e);
        }
    }

    /// Holds the next key while a change of keys is under way.
    private Path next() {
        return file.resolveSibling(file.getFileName() + ".next");
    }

    private void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(folder());
    }

    private static byte[] read(Path file) throws IOException {
        check(file);
        byte[] key = Files.readAllBytes(file);
        if (key.length != KEY_BYTES) {
            throw new StoreException(Kind.KEY, file + " is not a key of 32 bytes");
        }
        return key;
    }

    private static void check(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new StoreException(Kind.KEY, file + " is not a plain file");
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
        if (!PosixFilePermissions.fromString("rw-------").containsAll(mode)) {
            throw new StoreException(
                    Kind.KEY, "others can read the key file; run: chmod 600 " + file);
        }
    }

    /// Complete and on disk before its name exists: nobody ever reads half a key.
    private void create() throws IOException {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Path temporary = written(key);
        try {
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            // another process was faster: its key is the key, and its name must be on disk too
            check(file);
        } finally {
            Files.delete(temporary);
        }
        sync(folder());
    }

    private Path written(byte[] key) throws IOException {
        Path folder = folder();
        SqliteFile.makeFolder(folder);
        Path temporary = Files.createTempFile(folder, ".key", "");
        try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.wrap(key));
            out.force(true);
        }
        return temporary;
    }

    private Path folder() throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("the key file has no folder");
        }
        return folder;
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel entry = FileChannel.open(folder, StandardOpenOption.READ)) {
            entry.force(true);
        }
    }
}
