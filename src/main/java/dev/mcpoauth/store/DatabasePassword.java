package dev.mcpoauth.store;

import dev.mcpoauth.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/// Where the password of a PostgreSQL database comes from; it is in no argument and in no URL,
/// which other users of the machine can read.
///
/// @param file a file whose first line it is, for its owner only; empty for none
/// @param command a command that prints it; empty for none
public record DatabasePassword(String file, String command) {
    /// What libpq's variables and `~/.pgpass` say.
    public static final DatabasePassword USUAL = new DatabasePassword("", "");

    private static final String VARIABLE = "PGPASSWORD";

    /// The password; empty text leaves it to `~/.pgpass`. Throws [StoreException].
    String read(Map<String, String> env) {
        if (!file.isEmpty()) {
            return fromFile(Path.of(file));
        }
        return command.isEmpty() ? env.getOrDefault(VARIABLE, "") : printed();
    }

    private static String fromFile(Path path) {
        try {
            if (!PosixFilePermissions.fromString("rw-------")
                    .containsAll(Files.getPosixFilePermissions(path))) {
                throw new StoreException(
                        Kind.UNAVAILABLE,
                        "others can read the password file; run: chmod 600 " + path);
            }
            return firstLine(Files.readString(path), "the password file " + path);
        } catch (IOException e) {
            throw new StoreException(Kind.UNAVAILABLE, "cannot read the password file " + path, e);
        }
    }

    private String printed() {
        Program.Outcome outcome = Program.REAL.run(List.of("/bin/sh", "-c", command), "");
        if (outcome.status() != 0) {
            throw new StoreException(
                    Kind.UNAVAILABLE, "the password command ended with status " + outcome.status());
        }
        return firstLine(outcome.output(), "the password command");
    }

    private static String firstLine(String text, String whose) {
        String line = text.lines().findFirst().orElse("");
        if (line.isEmpty()) {
            throw new StoreException(Kind.UNAVAILABLE, whose + " gives no password");
        }
        return line;
    }
}
