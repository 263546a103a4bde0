package dev.mcpoauth.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/// An HTTP server that does with each connection, byte by byte, what a test says.
final class ScriptedServer implements AutoCloseable {
    /// The head of an answer that is an event stream until the connection ends.
    static final String EVENTS =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";

    private final ServerSocket listening;

    ScriptedServer() throws IOException {
        listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    String url() {
        return "http://127.0.0.1:" + listening.getLocalPort() + "/mcp";
    }

    /// What it does with one connection after it has read the head of the request.
    interface Conduct {
        void with(Socket socket) throws Exception;
    }

    /// Does this with the next connection; the future ends with it.
    CompletableFuture<Void> next(Conduct conduct) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> {
                    try (Socket socket = listening.accept()) {
                        head(socket.getInputStream());
                        conduct.with(socket);
                        done.complete(null);
                    } catch (Exception | AssertionError e) {
                        done.completeExceptionally(e);
                    }
                });
        return done;
    }

    static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no head: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /// The other side has closed the connection, or broken it off.
    static void assertGone(Socket socket) throws IOException {
        try {
            assertEquals(-1, socket.getInputStream().read());
        } catch (SocketException e) {
            assertTrue(String.valueOf(e.getMessage()).contains("reset"), e.toString());
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
