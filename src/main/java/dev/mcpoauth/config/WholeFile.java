package dev.mcpoauth.config;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/// Writes a file in one step: a reader sees the old text or the new one, never half of it.
public final class WholeFile {
    private static final int MOST_LINKS = 40;

    private WholeFile() {}

    /// Replaces the text; the mode stays, and so does a link that leads to the file or to where it
    /// is not yet.
    ///
    /// @param fresh the mode of a file that is new, such as `rw-------`
    public static void write(Path named, String text, String fresh) throws IOException {
        boolean there = Files.exists(named);
        Path file = there ? named.toRealPath() : led(named.toAbsolutePath());
        Set<PosixFilePermission> mode =
                there
                        ? Files.getPosixFilePermissions(file)
                        : PosixFilePermissions.fromString(fresh);
        Path next = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
        try {
            Files.createFile(next, PosixFilePermissions.asFileAttribute(mode));
            Files.writeString(next, text);
            if (there) {
                // the umask was not asked then, and is not now
                Files.setPosixFilePermissions(next, mode);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private static Path led(Path link) throws IOException {
        Path file = link;
        for (int i = 0; Files.isSymbolicLink(file); i++) {
            if (i == MOST_LINKS) {
                throw new FileSystemLoopException(link.toString());
            }
            file = file.resolveSibling(Files.readSymbolicLink(file));
        }
        return file;
    }
}
