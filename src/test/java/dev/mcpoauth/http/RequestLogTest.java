package dev.mcpoauth.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.json.Json;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// One line a request, and nothing in it that anybody could use.
final class RequestLogTest {
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    @Test
    void a_line_has_method_path_status_and_time_and_no_secret() throws Exception {
        try (Closing server = serve(false)) {
            ask(server.port(), "/callback/demo?code=SECRET&state=SECRET");
            String line = next();
            assertTrue(line.matches("\\S+Z GET /callback/demo 404 \\d+ ms"), line);
            ask(server.port(), "/login/SECRET.SECRET");
            line = next();
            assertTrue(line.contains(" GET /login/{ticket} 404 "), line);
            assertFalse(line.contains("SECRET"), line);
        }
    }

    @Test
    void a_line_may_be_JSON_and_cannot_be_forged() throws Exception {
        try (Closing server = serve(true)) {
            ask(server.port(), "/a%0d%0aforged%22" + "x".repeat(500));
            String line = next();
            var fields = Json.object(line);
            assertEquals(
                    List.of("at", "method", "path", "status", "ms"), List.copyOf(fields.keySet()));
            assertEquals(404, fields.get("status"));
            assertEquals(200, String.valueOf(fields.get("path")).length());
            assertEquals(1, line.lines().count());
        }
    }

    private record Closing(Javalin javalin) implements AutoCloseable {
        int port() {
            return javalin.port();
        }

        @Override
        public void close() {
            javalin.stop();
        }
    }

    private Closing serve(boolean json) {
        RequestLog log = new RequestLog(json, lines::add);
        return new Closing(
                Javalin.create(
                                config -> {
                                    config.startup.showJavalinBanner = false;
                                    config.requestLogger.http(log::line);
                                })
                        .start("127.0.0.1", 0));
    }

    private String next() throws InterruptedException {
        String line = lines.poll(30, TimeUnit.SECONDS);
        assertTrue(line != null, "there is a line");
        return line == null ? "" : line;
    }

    private static void ask(int port, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            String request =
                    "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        }
    }
}
