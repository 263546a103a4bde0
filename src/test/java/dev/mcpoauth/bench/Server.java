package dev.mcpoauth.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A server under load: its own process, so that its time and memory are its own.
final class Server implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)");

    private static final int TICKS = 100;

    private final Process process;
    private final int port;
    private final double readyMs;
    private final Kind kind;

    /// What it is.
    ///
    /// @param name in the table
    /// @param scope what its clients ask for
    /// @param paths where its endpoints are, when not at the usual path
    record Kind(String name, String scope, Map<String, String> paths) {}

    private Server(Process process, int port, double readyMs, Kind kind) {
        this.process = process;
        this.port = port;
        this.readyMs = readyMs;
        this.kind = kind;
    }

    /// Starts a command that prints its address on its first line with one.
    static Server start(Kind kind, List<String> command, Map<String, String> env)
            throws IOException {
        long start = System.nanoTime();
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(env);
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher address = ADDRESS.matcher(line);
            if (address.find()) {
                int port = Integer.parseInt(address.group(1));
                try (Wire wire = new Wire(port)) {
                    wire.get("/healthz", "");
                }
                double ready = (System.nanoTime() - start) / 1e6;
                Thread.ofVirtual().start(() -> drain(out));
                return new Server(process, port, ready, kind);
            }
        }
        throw new IOException(kind.name() + " did not start");
    }

    private static void drain(BufferedReader out) {
        try {
            while (out.readLine() != null) {
                // only the first line matters
            }
        } catch (IOException e) {
            // the process has ended
            return;
        }
    }

    String name() {
        return kind.name();
    }

    String scope() {
        return kind.scope();
    }

    int port() {
        return port;
    }

    /// Milliseconds from starting the process to its first answer.
    double readyMs() {
        return readyMs;
    }

    String path(String usual) {
        return kind.paths().getOrDefault(usual, usual);
    }

    /// Processor time used so far, in microseconds. proc(5): fields 14 and 15 of stat, in ticks.
    double cpuMicros() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 1e6 / TICKS;
    }

    /// Resident memory in megabytes.
    double residentMb() throws IOException {
        return status("VmRSS:") / 1024.0;
    }

    /// How many threads it has.
    long threads() throws IOException {
        return status("Threads:");
    }

    /// How many files and sockets it has open.
    long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return open.count();
        }
    }

    private long status(String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return 0;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
