package dev.mcpoauth.cli;

import dev.mcpoauth.oauth.Secret;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Where a client secret goes that is shown once: a new file that only its owner can read, or
/// stdout when that is asked for. Closing it takes an empty file away again.
final class SecretOut implements AutoCloseable {
    private final Session session;
    private final String target;
    private boolean unused;

    SecretOut(Session session, String target) {
        this.session = session;
        this.target = target;
    }

    /// Makes the file, or refuses early, before a secret is made that nobody could keep.
    void check() {
        if (target.isEmpty()) {
            throw new CliError(
                    ExitCode.USAGE,
                    "say where the secret goes: --secret-out FILE, or --secret-out -",
                    null);
        }
        if (toStdout()) {
            return;
        }
        try {
            Files.createFile(
                    Path.of(target),
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            unused = true;
        } catch (FileAlreadyExistsException e) {
            throw new CliError(ExitCode.CONFLICT, target + " exists; nothing was changed", null);
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    boolean toStdout() {
        return target.equals("-");
    }

    /// Tells what was made, with its secret; where that cannot be, nobody knows the secret, and
    /// `undo` takes back what was made.
    void orElse(Runnable undo, Runnable told) {
        try {
            told.run();
        } catch (CliError | OutputClosed e) {
            unused = !toStdout();
            undo.run();
            throw e;
        }
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
            Files.writeString(Path.of(target), secret.value() + "\n");
            unused = false;
            session.terminal().say("the secret is in " + target + " (0600), and nowhere else");
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    @Override
    public void close() {
        try {
            if (unused) {
                Files.deleteIfExists(Path.of(target));
            }
        } catch (IOException e) {
            session.terminal().detail("cannot remove " + target);
        }
    }

    private CliError unwritten(IOException e) {
        String why =
                e instanceof NoSuchFileException
                        ? "there is no such folder"
                        : String.valueOf(e.getMessage());
        return new CliError(
                ExitCode.ERROR,
                "cannot write " + target + ": " + why + "; nothing was changed",
                null);
    }
}
