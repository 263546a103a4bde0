package dev.mcpoauth.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The end of one side is the end of the other at once: nothing here waits for a heartbeat or a
/// time limit, which are longer than the tests.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class GoneTest {
    @TempDir private Path folder;
    private ScriptedServer upstream;
    private Guarded guarded;
    private String alice;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedServer();
        guarded =
                new Guarded(
                        folder,
                        Map.of(
                                "upstream", upstream.url(),
                                "heartbeat", "10m",
                                "answer_timeout", "10m"));
        alice = guarded.token("alice", "");
    }

    @AfterEach
    void stop() throws IOException {
        guarded.close();
        upstream.close();
    }

    private Socket client() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), guarded.url().getPort());
    }

    private void ask(Socket client, String method, String body) throws IOException {
        ScriptedServer.write(
                client,
                method
                        + " /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                        + alice
                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body);
    }

    @Test
    void a_client_that_goes_away_while_it_waits_ends_the_request_to_the_server() throws Exception {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        CompletableFuture<Void> gone =
                upstream.next(socket -> {
                    socket.getInputStream().readNBytes(Guarded.PING.length());
                    reached.complete(null);
                    ScriptedServer.assertGone(socket);
                });
        try (Socket client = client()) {
            ask(client, "POST", Guarded.PING);
            reached.get(60, TimeUnit.SECONDS);
        }
        gone.get(60, TimeUnit.SECONDS);
    }

    @Test
    void a_client_that_leaves_a_silent_stream_ends_it_at_the_server() throws Exception {
        CompletableFuture<Void> gone =
                upstream.next(socket -> {
                    ScriptedServer.write(socket, ScriptedServer.EVENTS);
                    ScriptedServer.assertGone(socket);
                });
        try (Socket client = client()) {
            ask(client, "GET", "");
            assertTrue(ScriptedServer.head(client.getInputStream()).startsWith("HTTP/1.1 200"));
        }
        gone.get(60, TimeUnit.SECONDS);
    }

    @Test
    void a_server_that_ends_its_stream_ends_the_clients() throws Exception {
        CompletableFuture<Void> done =
                upstream.next(socket ->
                        ScriptedServer.write(socket, ScriptedServer.EVENTS + "data: last\n\n"));
        try (InputStream body = guarded.stream(alice).body()) {
            assertEquals("data: last\n\n", new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
        done.get(60, TimeUnit.SECONDS);
    }

    /// `-Dgateway.silence=35` makes it longer than the thirty seconds for which a connection of the
    /// broker may be idle.
    @Test
    void an_answer_may_take_long_to_begin_and_a_stream_may_be_silent() throws Exception {
        long silence = 1000 * Long.getLong("gateway.silence", 1);
        CompletableFuture<Void> answered =
                upstream.next(socket -> {
                    socket.getInputStream().readNBytes(Guarded.PING.length());
                    Thread.sleep(silence);
                    answer(socket, "1");
                });
        try (Socket client = client()) {
            ask(client, "POST", Guarded.PING);
            assertEquals("1", read(client));
        }
        answered.get(60, TimeUnit.SECONDS);
        CompletableFuture<Void> streamed =
                upstream.next(socket -> {
                    ScriptedServer.write(socket, ScriptedServer.EVENTS + "data: 1\n\n");
                    Thread.sleep(silence);
                    ScriptedServer.write(socket, "data: 2\n\n");
                });
        try (InputStream body = guarded.stream(alice).body()) {
            String all = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals("data: 1\n\ndata: 2\n\n", all);
        }
        streamed.get(60, TimeUnit.SECONDS);
    }

    @Test
    void a_request_that_comes_before_the_last_one_is_answered_waits_for_its_turn()
            throws Exception {
        CompletableFuture<Void> late = new CompletableFuture<>();
        CompletableFuture<Void> first =
                upstream.next(socket -> {
                    socket.getInputStream().readNBytes(Guarded.PING.length());
                    late.get(60, TimeUnit.SECONDS);
                    answer(socket, "1");
                    ScriptedServer.head(socket.getInputStream());
                    answer(socket, "2");
                });
        try (Socket client = client()) {
            ask(client, "POST", Guarded.PING);
            // long enough for the broker to look at the connection of a client that waits
            Thread.sleep(600);
            ask(client, "DELETE", "");
            Thread.sleep(200);
            late.complete(null);
            assertEquals("1", read(client));
            assertEquals("2", read(client));
        }
        first.get(60, TimeUnit.SECONDS);
    }

    private static void answer(Socket socket, String body) throws IOException {
        ScriptedServer.write(
                socket,
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n"
                        + body);
    }

    private static String read(Socket client) throws IOException {
        assertTrue(ScriptedServer.head(client.getInputStream()).startsWith("HTTP/1.1 200"));
        return new String(client.getInputStream().readNBytes(1), StandardCharsets.UTF_8);
    }
}
