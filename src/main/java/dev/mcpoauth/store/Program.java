package dev.mcpoauth.store;

import dev.mcpoauth.store.StoreException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs another program; secrets go through its input and output, never its arguments.
@FunctionalInterface
interface Program {
    /// A minute: the program may ask the person to unlock something.
    long PATIENCE_SECONDS = 60;

    /// Programs of this machine.
    Program REAL = Program::start;

    /// How a program ended.
    ///
    /// @param status its exit status; 127 when there is no such program
    /// @param output what it printed
    record Outcome(int status, String output) {}

    /// Runs it with this input; throws [StoreException] when it does not end in time.
    Outcome run(List<String> command, String input);

    private static Outcome start(List<String> command, String input) {
        Process process;
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
        } catch (IOException e) {
            return new Outcome(127, "");
        }
        try {
            Thread.ofVirtual()
                    .start(() -> {
                        if (!ended(process)) {
                            process.destroyForcibly();
                        }
                    });
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // it does not read its input: its exit status tells the rest
            }
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), output);
        } catch (IOException e) {
            throw new StoreException(Kind.KEY, command.getFirst() + " cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(Kind.KEY, "interrupted while " + command.getFirst() + " ran");
        }
    }

    private static boolean ended(Process process) {
        try {
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
