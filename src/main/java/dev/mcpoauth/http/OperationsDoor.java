package dev.mcpoauth.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// A port for those who operate the broker: `/metrics`, `/healthz`, `/readyz`. Nothing of it is on
/// the public port but whether the broker lives and is ready.
public final class OperationsDoor implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private OperationsDoor(HttpServer server) {
        this.server = server;
    }

    /// Opens the door at this address; throws [PortInUse].
    public static OperationsDoor open(InetSocketAddress address, Server broker) {
        return open(address, broker::metrics, broker::ready);
    }

    static OperationsDoor open(
            InetSocketAddress address, Supplier<String> metrics, BooleanSupplier ready) {
        try {
            OperationsDoor door = new OperationsDoor(HttpServer.create(address, 0));
            door.server.setExecutor(door.threads);
            door.server.createContext(
                    "/metrics",
                    exchange -> answer(exchange, 200, "text/plain; version=0.0.4", metrics.get()));
            door.server.createContext(
                    "/healthz", exchange -> answer(exchange, 200, "text/plain", "ok\n"));
            door.server.createContext("/readyz", exchange -> ready(exchange, ready));
            door.server.start();
            return door;
        } catch (IOException e) {
            throw new PortInUse(address.getPort(), e);
        }
    }

    private static void ready(HttpExchange exchange, BooleanSupplier ready) throws IOException {
        boolean can = ready.getAsBoolean();
        answer(exchange, can ? 200 : 503, "text/plain", can ? "ready\n" : "not ready\n");
    }

    private static void answer(HttpExchange exchange, int status, String type, String text)
            throws IOException {
        try (exchange) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /// The port that it listens on.
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
