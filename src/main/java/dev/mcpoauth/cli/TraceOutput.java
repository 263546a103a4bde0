package dev.mcpoauth.cli;

import dev.mcpoauth.trace.Trace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.IntSupplier;

/// Where `--trace` writes: stderr, or a file that only its owner can read.
final class TraceOutput implements AutoCloseable {
    private static final String STDERR = "-";

    private final PrintWriter file;

    private TraceOutput(PrintWriter file) {
        this.file = file;
        Trace.to(text -> {
            synchronized (file) {
                file.print(text);
                file.flush();
            }
        });
    }

    /// Begins to write; throws [CliError] when the file cannot be made.
    static TraceOutput open(Terminal terminal, String where) {
        if (where.equals(STDERR)) {
            return new TraceOutput(new PrintWriter(terminal.err(), true));
        }
        try {
            return new TraceOutput(
                    new PrintWriter(
                            Channels.newWriter(
                                    Files.newByteChannel(
                                            Path.of(where),
                                            Set.of(
                                                    StandardOpenOption.CREATE,
                                                    StandardOpenOption.TRUNCATE_EXISTING,
                                                    StandardOpenOption.WRITE),
                                            PosixFilePermissions.asFileAttribute(
                                                    PosixFilePermissions.fromString("rw-------"))),
                                    StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new CliError(ExitCode.USAGE, "cannot write the trace to " + where, null).from(e);
        }
    }

    /// What a command does while everything is written.
    int during(IntSupplier command) {
        return command.getAsInt();
    }

    @Override
    public void close() {
        Trace.to(null);
        file.flush();
    }
}
