package dev.mcpoauth.bench;

import dev.mcpoauth.LiveBroker;
import dev.mcpoauth.testkit.LoopbackClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/// Measures a bare MCP server and the same server behind the gateway, in one run and one process.
/// `scripts/bench-gateway` starts it; arguments are seconds and connections.
final class GatewayBench {
    private static final String CALL =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"read\","
                    + "\"arguments\":{\"text\":\"SIZE\"}}}";
    private static final int LARGE = 1 << 20;

    private final Duration measured;
    private final int connections;

    private record Subject(String who, int port, String path, String headers) {}

    private GatewayBench(Duration measured, int connections) {
        this.measured = measured;
        this.connections = connections;
    }

    /// Prints a table.
    public static void main(String[] args) throws Exception {
        double seconds = args.length > 0 ? Double.parseDouble(args[0]) : 3;
        int connections = args.length > 1 ? Integer.parseInt(args[1]) : 8;
        new GatewayBench(Duration.ofMillis((long) (seconds * 1000)), connections).run();
        System.exit(0);
    }

    private void run() throws Exception {
        Server bare = bare();
        int port = ((ServerConnector) bare.getConnectors()[0]).getLocalPort();
        Path folder = Files.createTempDirectory("mcp-oauth-bench");
        String upstream = "http://127.0.0.1:" + port + "/mcp";
        Map<String, Object> ruled = new LinkedHashMap<>(Map.of("upstream", upstream));
        ruled.put("tools", Map.of("read", "mcp:read", "write_*", "mcp:write"));
        Map<String, Object> settings = new LinkedHashMap<>(Map.of("rate_limits", false));
        settings.put("resources.plain", Map.of("upstream", upstream));
        settings.put("resources.ruled", ruled);
        try (LiveBroker broker = LiveBroker.start(folder, settings)) {
            for (String size : new String[] {"small", "large"}) {
                double base = rate(new Subject("bare", port, "/mcp", ""), size);
                through(broker, "plain", size, base);
                through(broker, "ruled", size, base);
            }
        }
        bare.stop();
    }

    private void through(LiveBroker broker, String name, String size, double base)
            throws Exception {
        String token;
        try (LoopbackClient client =
                new LoopbackClient(broker.at("/" + name).toString(), step -> {})) {
            client.discover();
            client.register();
            client.login("alice");
            token = client.accessToken();
        }
        int port = broker.at("/").getPort();
        double rate =
                rate(
                        new Subject(
                                name, port, "/" + name, "Authorization: Bearer " + token + "\r\n"),
                        size);
        System.out.printf(Locale.ROOT, "%-28s %.2f of the bare server%n", "", rate / base);
    }

    private double rate(Subject subject, String size) throws Exception {
        String body = CALL.replace("SIZE", size);
        String all =
                "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
                        + subject.headers();
        Duration before = cpu();
        Load.Result result =
                Load.run(
                        connections,
                        measured,
                        measured,
                        connection -> {
                            Wire wire = new Wire(subject.port());
                            return () -> wire.raw("POST " + subject.path(), all, body).must(200);
                        });
        System.out.printf(
                Locale.ROOT,
                "%-6s %-6s %,9.0f /s  p50 %,7d us  p99 %,8d us  cpu %,6d us each  failed %d%n",
                subject.who(),
                size,
                result.perSecond(),
                result.p50(),
                result.p99(),
                cpu().minus(before).dividedBy(Math.max(1, result.answers())).toNanos() / 1000,
                result.failed());
        return result.perSecond();
    }

    /// The processor time of this process: driver, gateway and server together.
    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /// As little as a server can do: reads the call and answers with a text, short or of 1 MiB.
    private static Server bare() throws Exception {
        byte[] small = answer("x".repeat(100));
        byte[] large = answer("x".repeat(LARGE));
        Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.setHandler(
                new Handler.Abstract() {
                    @Override
                    public boolean handle(Request request, Response response, Callback callback)
                            throws Exception {
                        String call = Content.Source.asString(request, StandardCharsets.UTF_8);
                        response.getHeaders().put("Content-Type", "application/json");
                        byte[] bytes = call.contains("\"large\"") ? large : small;
                        response.write(true, ByteBuffer.wrap(bytes), callback);
                        return true;
                    }
                });
        server.start();
        return server;
    }

    private static byte[] answer(String text) {
        return ("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[{\"type\":\"text\",\"text\":\""
                        + text
                        + "\"}]}}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
