package dev.mcpoauth.store;

import dev.mcpoauth.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

/// Keeps other users of the machine away from our files: refuses what they could change, and closes
/// what they could read.
final class OwnFiles {
    private static final Set<PosixFilePermission> WRITE_BY_OTHERS =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private OwnFiles() {}

    /// Refuses a link: it could lead to a file of somebody's choice.
    static void requirePlain(Path file) {
        if (Files.isSymbolicLink(file)) {
            throw new StoreException(Kind.UNAVAILABLE, file + " is a link; a file is expected");
        }
    }

    /// Refuses a folder in which others could exchange the files. One that others can read is
    /// closed to them when it holds only the store's files.
    static void requirePrivate(Path folder, Path database) throws IOException {
        Set<PosixFilePermission> mode = mode(folder);
        if (mode.stream().anyMatch(WRITE_BY_OTHERS::contains) && !sticky(folder)) {
            throw new StoreException(
                    Kind.UNAVAILABLE,
                    "others can change the files in " + folder + "; run: chmod 700 " + folder);
        }
        if (openToOthers(mode) && holdsOnly(folder, database)) {
            close(folder, "rwx------");
        }
    }

    /// Takes a file from the eyes of others.
    static void makePrivate(Path file) throws IOException {
        if (openToOthers(mode(file))) {
            close(file, "rw-------");
        }
    }

    private static void close(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        warn("others could read " + path + "; it is now for its owner only");
    }

    /// Finding the first logger of a process opens every jar: only for those who have a say.
    private static void warn(String what) {
        System.getLogger(OwnFiles.class.getName()).log(System.Logger.Level.WARNING, what);
    }

    private static boolean openToOthers(Set<PosixFilePermission> mode) {
        return !PosixFilePermissions.fromString("rwx------").containsAll(mode);
    }

    private static Set<PosixFilePermission> mode(Path path) throws IOException {
        return Files.getPosixFilePermissions(path);
    }

    /// Such as /tmp, where nobody can exchange another's files.
    private static boolean sticky(Path folder) throws IOException {
        int bit = 0_1000;
        return ((int) Files.getAttribute(folder, "unix:mode") & bit) != 0;
    }

    private static boolean holdsOnly(Path folder, Path database) throws IOException {
        String name = database.getFileName().toString();
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .allMatch(each -> each.startsWith(name) || each.startsWith("key"));
        }
    }
}
