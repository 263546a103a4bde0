package dev.mcpoauth.ledger;

import dev.mcpoauth.OwnProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A real broker in a process of its own, which can be killed and started again.
public final class BrokerProcess implements AutoCloseable {
    private final List<String> command;
    private final Map<String, String> variables;
    private final Path log;
    private Process process;

    /// How a broker is started.
    ///
    /// @param settings its settings file
    /// @param dataDir its folder
    /// @param port its port
    /// @param variables more environment variables
    /// @param before words before the command, such as a shell that sets limits
    /// @param flags more flags for its JVM
    public record Start(
            Path settings,
            Path dataDir,
            int port,
            Map<String, String> variables,
            List<String> before,
            List<String> flags) {
        /// On this machine as it is.
        public static Start of(Path settings, Path dataDir, int port) {
            return new Start(settings, dataDir, port, Map.of(), List.of(), List.of());
        }

        /// With more environment variables.
        public Start with(Map<String, String> more) {
            return new Start(settings, dataDir, port, more, before, flags);
        }

        /// Below a shell that runs this line first.
        public Start after(String line) {
            List<String> shell = List.of("/bin/sh", "-c", line + "; exec \"$@\"", "sh");
            return new Start(settings, dataDir, port, variables, shell, flags);
        }

        /// With more flags for its JVM; the last of a kind counts.
        public Start with(String... more) {
            return new Start(settings, dataDir, port, variables, before, List.of(more));
        }

        private List<String> command() {
            List<String> command = new ArrayList<>(before);
            List<String> all = new ArrayList<>(List.of("-Xmx256m"));
            all.addAll(flags);
            command.addAll(OwnProcess.product(all.toArray(String[]::new)));
            command.addAll(
                    List.of(
                            "serve",
                            "--config",
                            settings.toString(),
                            "--data-dir",
                            dataDir.toString(),
                            "--port",
                            Integer.toString(port)));
            return command;
        }
    }

    /// Starts a broker and waits until it is ready.
    public BrokerProcess(Start start) {
        this.variables = start.variables();
        this.log = start.dataDir().resolve("broker-" + start.port() + ".log");
        this.command = start.command();
        this.process = launch();
    }

    private Process launch() {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(variables);
            Process started = builder.start();
            BufferedReader out = started.inputReader();
            String line = out.readLine();
            if (line == null || !line.contains("ready")) {
                started.destroyForcibly();
                throw new IllegalStateException(
                        "the broker did not start: " + line + "\n" + Files.readString(log));
            }
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends it as a power cut would, without a word; returns when it is dead.
    public void kill() {
        process.destroyForcibly();
        await();
    }

    /// Sends it a signal, such as `STOP`.
    public void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The process.
    public Process process() {
        return process;
    }

    /// What it wrote to its log since the first start.
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts it again.
    public void restart() {
        process = launch();
    }

    /// Whether it runs.
    public boolean alive() {
        return process.isAlive();
    }

    /// Waits until it has ended by itself.
    public void await() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the broker does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends it gently.
    @Override
    public void close() {
        process.destroy();
        await();
    }
}
