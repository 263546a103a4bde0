package dev.mcpoauth.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Measures the broker, and its peers beside it, in one run.
@Command(
        name = "scripts/bench",
        mixinStandardHelpOptions = true,
        description = "Measures the broker, and node peers beside it, in one run.")
final class Bench implements Runnable {
    @Option(names = "--seconds", description = "Measured seconds of each row (default: 3).")
    double seconds = 3;

    @Option(names = "--warm", description = "Seconds before, not counted (default: 4).")
    double warm = 4;

    @Option(names = "--connections", description = "Connections (default: 8).")
    int connections = 8;

    @Option(names = "--rows", split = ",", description = "Only these rows: ${DEFAULT-VALUE}.")
    List<String> rows = Rows.NAMES;

    @Option(names = "--peers", description = "Measure node peers too: a folder with them.")
    @Nullable Path peers;

    @Option(names = "--against", description = "Measure another release folder too.")
    List<Path> against = List.of();

    @Option(names = "--store", description = "Also on PostgreSQL: the URL of an empty database.")
    @Nullable String store;

    @Option(names = "--sweep", description = "Also 1 to 256 connections, refresh and introspect.")
    boolean sweep;

    @Option(names = "--growth", description = "Also with 1,000 to 1,000,000 tokens stored.")
    boolean growth;

    @Option(names = "--commands", description = "Runs of each command line (default: 10).")
    int commands = 10;

    @Option(names = "--json", description = "Write the figures to this file.")
    @Nullable Path json;

    @Option(names = "--home", required = true, description = "The checkout or the image.")
    Path home = Path.of("");

    /// Runs what the arguments ask for.
    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    @Override
    public void run() {
        try {
            measure(new Table(System.out));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void measure(Table table) throws Exception {
        table.title("The machine");
        table.plain("sync of a page", "disk", Raw.syncs(measured()), "/s");
        for (int group : new int[] {1, 8, 64}) {
            double rate = Raw.refreshes(group, measured());
            table.plain("refresh, raw SQLite", group + " in a commit", rate, "/s");
        }
        table.title(connections + " connections, " + seconds + " s each, in turns");
        try (Comparison comparison = new Comparison(table)) {
            comparison.start(subjects());
            for (String row : rows) {
                comparison.row(row, connections, span());
            }
            comparison.memory();
        }
        if (commands > 0) {
            table.title("Command line, median of " + commands);
            new Commands(home, commands).measure(table);
        }
        if (sweep) {
            table.title("Connections");
            sweep(table);
        }
        if (growth) {
            table.title("Tokens in the store");
            new Growth(home, span(), connections).measure(table);
        }
        if (json != null) {
            table.write(json);
        }
    }

    private List<Comparison.Subject> subjects() throws IOException {
        List<Comparison.Subject> all = new ArrayList<>();
        all.add(() -> OurBroker.start(home));
        for (Path other : against) {
            all.add(() -> OurBroker.startOther(other));
        }
        String url = store;
        if (url != null) {
            Path data = Files.createTempDirectory("mcp-oauth-bench");
            all.add(() -> OurBroker.startOn(url, home, data));
        }
        if (peers != null) {
            try (Stream<Path> scripts = Files.list(peers)) {
                scripts.filter(p -> p.toString().endsWith(".mjs"))
                        .sorted()
                        .forEach(script -> all.add(() -> peer(script)));
            }
        }
        return all;
    }

    /// A peer is a node script that prints its address; its endpoints may be below another path.
    private static Server peer(Path script) throws IOException {
        String name = script.getFileName().toString().replace(".mjs", "");
        Map<String, String> paths =
                name.startsWith("oidc-provider")
                        ? Map.of(
                                "/register", "/reg",
                                "/authorize", "/auth",
                                "/introspect", "/token/introspection")
                        : Map.of();
        String scope = name.startsWith("oidc-provider") ? "openid offline_access" : "mcp:read";
        return Server.start(
                new Server.Kind(name, scope, paths), List.of("node", script.toString()), Map.of());
    }

    private void sweep(Table table) throws Exception {
        try (Server server = OurBroker.start(home)) {
            Rows work = new Rows(server, span());
            for (String row : List.of("refresh", "introspect")) {
                for (int n = 1; n <= 256; n *= 4) {
                    table.rate(row, n + " connections", work.run(row, n));
                }
            }
        }
    }

    private Load.Span span() {
        return new Load.Span(Duration.ofMillis((long) (warm * 1000)), measured());
    }

    private Duration measured() {
        return Duration.ofMillis((long) (seconds * 1000));
    }
}
