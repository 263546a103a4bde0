package dev.mcpoauth.cli;

import dev.mcpoauth.oauth.Secret;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Where a client secret goes that is shown once: a new file that only its owner can read, or
/// stdout when that is asked for.
final class SecretOut {
    private final Session session;
    private final String target;

    SecretOut(Session session, String target) {
        this.session = session;
        this.target = target;
    }

    /// Refuses early, before a secret is made that nobody could keep.
    void check() {
        if (target.isEmpty()) {
            throw new CliError(
                    ExitCode.USAGE,
                    "say where the secret goes: --secret-out FILE, or --secret-out -",
                    null);
        }
        if (!toStdout() && Files.exists(Path.of(target))) {
            throw exists();
        }
    }

    boolean toStdout() {
        return target.equals("-");
    }

    /// Writes the secret, alone on its line.
    void write(Secret secret) {
        if (toStdout()) {
            if (!session.options().structured()) {
                session.terminal().data(secret.value());
            }
            return;
        }
        try {
            Path file = Path.of(target);
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, secret.value() + "\n");
            session.terminal().say("the secret is in " + file + " (0600), and nowhere else");
        } catch (FileAlreadyExistsException e) {
            throw exists();
        } catch (IOException e) {
            throw new CliError(
                    ExitCode.ERROR, "cannot write " + target + ": " + e.getMessage(), null);
        }
    }

    private CliError exists() {
        return new CliError(ExitCode.CONFLICT, target + " exists; nothing was changed", null);
    }
}
