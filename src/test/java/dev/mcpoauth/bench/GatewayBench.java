package dev.mcpoauth.bench;

import dev.mcpoauth.LiveBroker;
import dev.mcpoauth.testkit.LoopbackClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/// Measures a bare MCP server and the same server behind the gateway, in one run and one process:
/// driver, gateway and server share it, so the processor time of a call is that of all three.
/// `scripts/bench-gateway` starts it; arguments are seconds and connections.
final class GatewayBench {
    private static final String CALL =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"read\","
                    + "\"arguments\":{\"text\":\"SIZE\"}}}";
    private static final String HEADERS =
            "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n";
    private static final Map<String, Object> RULES =
            Map.of("read", "mcp:read", "write_*", "mcp:write");

    /// What the gateway does beyond checking the token, in the order of the table.
    private static final List<Setup> SETUPS =
            List.of(
                    new Setup("gateway", Map.of("service_token", "off")),
                    new Setup("with rules", Map.of("service_token", "off", "tools", RULES)),
                    new Setup("with service token", Map.of()),
                    new Setup(
                            "with a signed statement",
                            Map.of("service_token", "off", "assertion", "ES256")));

    private final Duration measured;
    private final int connections;

    private record Setup(String name, Map<String, Object> settings) {
        String path() {
            return name.replace(' ', '-');
        }
    }

    private record Subject(String name, int port, String path, String headers) {}

    private GatewayBench(Duration measured, int connections) {
        this.measured = measured;
        this.connections = connections;
    }

    /// Prints a table.
    public static void main(String[] args) throws Exception {
        double seconds = args.length > 0 ? Double.parseDouble(args[0]) : 3;
        int connections = args.length > 1 ? Integer.parseInt(args[1]) : 8;
        GatewayBench bench =
                new GatewayBench(Duration.ofMillis((long) (seconds * 1000)), connections);
        bench.run("a server that only sends bytes, 150 bytes", BareServers.bytes(), "small");
        bench.run("a server of the MCP Java SDK, 150 bytes", BareServers.sdk(), "small");
        bench.run("a server that only sends bytes, 1 MiB", BareServers.bytes(), "large");
        System.exit(0);
    }

    private void run(String title, Server bare, String size) throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%n%-42s %9s %9s %9s %9s %6s%n",
                title,
                "calls/s",
                "p50 us",
                "p99 us",
                "cpu us",
                "share");
        int port = ((ServerConnector) bare.getConnectors()[0]).getLocalPort();
        Map<String, Object> settings = new LinkedHashMap<>(Map.of("rate_limits", false));
        for (Setup setup : SETUPS) {
            Map<String, Object> resource = new LinkedHashMap<>(setup.settings());
            resource.put("upstream", "http://127.0.0.1:" + port + "/mcp");
            settings.put("resources." + setup.path(), resource);
        }
        Path folder = Files.createTempDirectory("mcp-oauth-bench");
        try (LiveBroker broker = LiveBroker.start(folder, settings)) {
            List<Subject> subjects = new ArrayList<>();
            subjects.add(new Subject("  bare", port, "/mcp", ""));
            SETUPS.forEach(setup -> subjects.add(through(broker, setup)));
            // they share most of their code: what the first one warms up is warm for all
            for (Subject subject : subjects) {
                load(subject, size);
            }
            double base = 0;
            for (Subject subject : subjects) {
                double rate = rate(subject, size, base);
                base = base == 0 ? rate : base;
            }
        }
        bare.stop();
    }

    private static Subject through(LiveBroker broker, Setup setup) {
        String path = "/" + setup.path();
        try (LoopbackClient client = new LoopbackClient(broker.at(path).toString(), step -> {})) {
            client.discover();
            client.register();
            client.login("alice");
            String header = "Authorization: Bearer " + client.accessToken() + "\r\n";
            return new Subject("  " + setup.name(), broker.at("/").getPort(), path, header);
        }
    }

    private double rate(Subject subject, String size, double base) throws Exception {
        Duration before = cpu();
        Load.Result result = load(subject, size);
        long cpu = cpu().minus(before).dividedBy(Math.max(1, result.answers())).toNanos() / 1000;
        System.out.printf(
                Locale.ROOT,
                "%-42s %,9.0f %,9d %,9d %,9d %6.2f%s%n",
                subject.name(),
                result.perSecond(),
                result.p50(),
                result.p99(),
                cpu,
                base == 0 ? 1 : result.perSecond() / base,
                result.failed() == 0 ? "" : "  failed: " + result.failed());
        return result.perSecond();
    }

    private Load.Result load(Subject subject, String size) throws Exception {
        String body = CALL.replace("SIZE", size);
        return Load.run(
                connections,
                Duration.ZERO,
                measured,
                connection -> {
                    Wire wire = new Wire(subject.port());
                    return () ->
                            wire.raw("POST " + subject.path(), HEADERS + subject.headers(), body)
                                    .must(200);
                });
    }

    /// The processor time of this process.
    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
