package dev.mcpoauth.provider;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Reads a file that will be run as code: only one that nobody but the user or root can change.
final class TrustedFile {
    private static final int OTHERS_WRITE = 0002;
    private static final int STICKY = 01000;
    private static final String NAMELESS = "?";
    private static final Path PROCESS = Path.of("/proc/self");

    private TrustedFile() {}

    /// The file's text, read once after the checks; throws [ProviderProblem].
    static String read(Path file) {
        check(file);
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw ProviderProblem.of("cannot read " + file + " as UTF-8 text", e);
        }
    }

    /// Throws [ProviderProblem] unless the file is there and safe to run.
    static void check(Path file) {
        try {
            Path real = file.toRealPath();
            if (!Files.isRegularFile(real)) {
                throw new ProviderProblem(file + " is not a file");
            }
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("unix")) {
                check(real, file);
            }
        } catch (NoSuchFileException e) {
            throw ProviderProblem.of(file + " does not exist", e);
        } catch (IOException e) {
            throw ProviderProblem.of("cannot read " + file, e);
        }
    }

    private static void check(Path real, Path shown) throws IOException {
        if (!ours(real)) {
            throw new ProviderProblem(
                    shown + " belongs to another user; only your own code is run");
        }
        if ((mode(real) & OTHERS_WRITE) != 0) {
            throw new ProviderProblem(shown + " can be changed by everybody", "chmod o-w " + shown);
        }
        Path folder = real.getParent();
        // in a sticky folder such as /tmp nobody can replace a file of another
        if (folder != null && (mode(folder) & (OTHERS_WRITE | STICKY)) == OTHERS_WRITE) {
            throw new ProviderProblem(
                    "the folder of " + shown + " can be changed by everybody",
                    "chmod o-w " + folder);
        }
    }

    private static boolean ours(Path file) throws IOException {
        String owner = Files.getOwner(file).getName();
        String user = System.getProperty("user.name", NAMELESS);
        return owner.equals("root")
                || owner.equals(user)
                // a user without a name, as in some containers, has a number
                || (user.equals(NAMELESS) && number(file).equals(number(PROCESS)));
    }

    private static Object number(Path file) throws IOException {
        return Files.getAttribute(file, "unix:uid");
    }

    private static int mode(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:mode");
    }
}
