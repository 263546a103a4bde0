package dev.mcpoauth.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/// An MCP server that knows nothing of tokens: it records what reaches it and answers as a test
/// says.
final class BareServer implements AutoCloseable {
    /// What reached the server.
    record Seen(String method, Map<String, List<String>> headers, byte[] body) {
        String header(String name) {
            return String.join(" | ", all(name));
        }

        List<String> all(String name) {
            return headers.entrySet().stream()
                    .filter(each -> each.getKey().equalsIgnoreCase(name))
                    .flatMap(each -> each.getValue().stream())
                    .toList();
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /// Answers an exchange whose request has been read.
    interface Reply {
        void to(HttpExchange exchange, Seen seen) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
    private volatile Reply reply = json(200, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");

    BareServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/mcp", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/mcp";
    }

    void replies(Reply how) {
        reply = how;
    }

    static Reply json(int status, String body, String... headers) {
        return (exchange, seen) -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Seen now =
                    new Seen(
                            exchange.getRequestMethod(),
                            Map.copyOf(exchange.getRequestHeaders()),
                            body);
            seen.add(now);
            reply.to(exchange, now);
        }
    }

    /// The oldest request that no test has looked at; fails when none has come.
    Seen next() {
        Seen first = seen.poll();
        if (first == null) {
            throw new AssertionError("nothing reached the server");
        }
        return first;
    }

    /// Looks away from what has come so far.
    void forget() {
        seen.clear();
    }

    /// True when no request has come that was not looked at.
    boolean untouched() {
        return seen.isEmpty();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
