package dev.mcpoauth.ledger;

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
    public record Start(Path settings, Path dataDir, int port, Map<String, String> variables) {}

    /// Starts a broker and waits until it is ready.
    public BrokerProcess(Start start) {
        this.variables = start.variables();
        this.log = start.dataDir().resolve("broker-" + start.port() + ".log");
        this.command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Xmx256m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.mcpoauth.Main",
                                "serve",
                                "--config",
                                start.settings().toString(),
                                "--data-dir",
                                start.dataDir().toString(),
                                "--port",
                                Integer.toString(start.port())));
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
