package dev.mcpoauth.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Whole command lines, from starting the process to its end.
final class Commands {
    private final Path home;
    private final int runs;

    Commands(Path home, int runs) {
        this.home = home;
        this.runs = runs;
    }

    void measure(Table table) throws Exception {
        Map<String, String> own = folders(Files.createTempDirectory("mcp-oauth-bench"));
        String launcher = OurBroker.launcher(home);
        // without --data-dir, which the launcher does not ask a broker for
        List<String> get = List.of(launcher, "token", "get", "demo/alice");
        table.plain("java -version", "bare JVM", median(javaVersion(), Map.of()), "ms");
        try (Server server = OurBroker.startIn(home, own)) {
            login(server);
            table.plain("token get", "broker runs", median(get, own), "ms");
        }
        table.plain("token get", "no broker", median(get, own), "ms");
        List<String> list = List.of(launcher, "token", "list");
        table.plain("token list", "no broker", median(list, own), "ms");
    }

    /// A user of our own, whose start-up caches are those of everybody.
    private static Map<String, String> folders(Path own) throws IOException {
        Map<String, String> folders = new HashMap<>();
        for (String name : List.of("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR")) {
            folders.put(name, Files.createTempDirectory(own, "xdg").toString());
        }
        return folders;
    }

    /// `token get` from each of these stores in turns; medians in milliseconds.
    double[] get(List<Path> stores) throws Exception {
        String launcher = OurBroker.launcher(home);
        return medians(stores.stream().map(store -> get(launcher, store)).toList(), Map.of());
    }

    static void login(Server server) throws IOException {
        try (Wire wire = new Wire(server.port());
                Flow flow = new Flow(server, Flow.register(server, wire, "none"))) {
            flow.login();
        }
    }

    private static List<String> get(String launcher, Path data) {
        return List.of(
                launcher,
                "token",
                "get",
                "demo/alice",
                "--min-ttl",
                "0",
                "--data-dir",
                data.toString());
    }

    private static List<String> javaVersion() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return List.of(
                java,
                "-Xlog:disable",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-version");
    }

    private double median(List<String> command, Map<String, String> env) throws Exception {
        return medians(List.of(command), env)[0];
    }

    /// Of each of these commands, run in turns; the first two runs of each are not counted.
    private double[] medians(List<List<String>> commands, Map<String, String> env)
            throws Exception {
        double[][] times = new double[commands.size()][runs];
        for (int run = -2; run < runs; run++) {
            for (int i = 0; i < times.length; i++) {
                double time = time(commands.get(i), env);
                if (run >= 0) {
                    times[i][run] = time;
                }
            }
        }
        return Arrays.stream(times).mapToDouble(Samples::median).toArray();
    }

    /// From starting the process to its end, in milliseconds.
    private static double time(List<String> command, Map<String, String> env) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(env);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        long start = System.nanoTime();
        int exit = builder.start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException(command + " ended with " + exit);
        }
        return (System.nanoTime() - start) / 1e6;
    }
}
