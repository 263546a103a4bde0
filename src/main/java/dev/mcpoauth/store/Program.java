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
    Program REAL = within(PATIENCE_SECONDS);

    /// How a program ended.
    ///
    /// @param status its exit status; 127 when there is no such program
    /// @param output what it printed
    record Outcome(int status, String output) {}

    /// Runs it with this input; one that does not end in time is ended, and its status tells.
    Outcome run(List<String> command, String input);

    /// Programs of this machine that have so long.
    static Program within(long seconds) {
        return (command, input) -> start(command, input, seconds);
    }

    private static Outcome start(List<String> command, String input, long seconds) {
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
                        if (!ended(process, seconds)) {
                            // what a shell has started holds its output, too
                            List<ProcessHandle> started = process.descendants().toList();
                            process.destroyForcibly();
                            started.forEach(ProcessHandle::destroyForcibly);
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

    private static boolean ended(Process process, long seconds) {
        try {
            return process.waitFor(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
