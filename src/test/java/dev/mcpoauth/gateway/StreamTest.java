package dev.mcpoauth.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Long answers and large requests: nothing is held back, and the end of one side is the end of the
/// other.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class StreamTest {
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
                                "heartbeat", "1s",
                                "answer_timeout", "2s"));
        alice = guarded.token("alice", "");
    }

    @AfterEach
    void stop() throws IOException {
        guarded.close();
        upstream.close();
    }

    @Test
    void each_event_is_there_before_the_next_is_sent() throws Exception {
        SynchronousQueue<String> read = new SynchronousQueue<>();
        CompletableFuture<Void> done =
                upstream.next(socket -> {
                    ScriptedServer.write(socket, ScriptedServer.EVENTS);
                    for (int i = 0; i < 5; i++) {
                        ScriptedServer.write(socket, "data: " + i + "\n\n");
                        assertEquals("data: " + i, read.poll(60, TimeUnit.SECONDS));
                    }
                });
        BufferedReader lines = lines(guarded.stream(alice));
        for (int i = 0; i < 5; i++) {
            read.put(lines.readLine());
            lines.readLine();
        }
        done.get(60, TimeUnit.SECONDS);
    }

    @Test
    void a_silent_stream_stays_open_with_comments_and_ends_with_the_token() throws Exception {
        CompletableFuture<Void> gone =
                upstream.next(socket -> {
                    ScriptedServer.write(socket, ScriptedServer.EVENTS);
                    ScriptedServer.assertGone(socket);
                });
        BufferedReader lines = lines(guarded.stream(alice));
        assertEquals(":", lines.readLine());
        guarded.broker().later(Duration.ofHours(2));
        String line = lines.readLine();
        while (line != null) {
            assertTrue(line.isEmpty() || line.equals(":"), line);
            line = lines.readLine();
        }
        gone.get(60, TimeUnit.SECONDS);
    }

    @Test
    void comments_come_between_events_of_a_stream_with_a_length_too() throws Exception {
        String first = "event: message\r\ndata: {\r\n";
        String rest = "data: 1}\r\n\r\n";
        String last = "data: 2\n\n";
        String head =
                ScriptedServer.EVENTS.replace(
                        "\r\n\r\n",
                        "\r\nContent-Length: "
                                + (first.length() + rest.length() + last.length())
                                + "\r\n\r\n");
        CompletableFuture<Void> done =
                upstream.next(socket -> {
                    for (String part : List.of(head + first, rest, last)) {
                        ScriptedServer.write(socket, part);
                        Thread.sleep(2500);
                    }
                });
        HttpResponse<InputStream> answer = guarded.stream(alice);
        assertEquals("no", answer.headers().firstValue("X-Accel-Buffering").orElse(""));
        String all = new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(all.startsWith(first + rest + ":\n\n"), all);
        assertTrue(all.contains("\n\n" + last), all);
        done.get(60, TimeUnit.SECONDS);
    }

    @Test
    void a_stream_outlives_trouble_of_the_store_and_not_its_token() throws Exception {
        SynchronousQueue<String> read = new SynchronousQueue<>();
        CompletableFuture<Void> done =
                upstream.next(socket -> {
                    ScriptedServer.write(socket, ScriptedServer.EVENTS + "data: 1\n\n");
                    read.poll(60, TimeUnit.SECONDS);
                    ScriptedServer.write(socket, "data: 2\n\n");
                    ScriptedServer.assertGone(socket);
                });
        BufferedReader lines = lines(guarded.stream(alice));
        assertEquals("data: 1", lines.readLine());
        guarded.broker().store().close();
        for (int i = 0; i < 3; i++) {
            assertEquals("", lines.readLine());
            assertEquals(":", lines.readLine());
        }
        read.put("go on");
        assertEquals("", lines.readLine());
        assertEquals("data: 2", lines.readLine());
        guarded.broker().later(Duration.ofHours(2));
        done.get(60, TimeUnit.SECONDS);
    }

    @Test
    void a_client_that_goes_away_ends_the_request_to_the_server() throws Exception {
        CompletableFuture<Void> gone =
                upstream.next(socket -> {
                    ScriptedServer.write(socket, ScriptedServer.EVENTS);
                    ScriptedServer.assertGone(socket);
                });
        HttpResponse<InputStream> answer = guarded.stream(alice);
        assertEquals(200, answer.statusCode());
        answer.body().close();
        gone.get(60, TimeUnit.SECONDS);
    }

    @Test
    void a_slow_client_slows_the_server_and_nothing_piles_up() throws Exception {
        AtomicLong written = new AtomicLong();
        long most = 512L << 20;
        CompletableFuture<Void> done =
                upstream.next(socket -> {
                    ScriptedServer.write(socket, ScriptedServer.EVENTS);
                    byte[] part =
                            ("data: " + "x".repeat(65_528) + "\n\n")
                                    .getBytes(StandardCharsets.UTF_8);
                    OutputStream out = socket.getOutputStream();
                    while (written.get() < most) {
                        out.write(part);
                        written.addAndGet(part.length);
                    }
                });
        try (InputStream body = guarded.stream(alice).body()) {
            assertEquals('d', body.read());
            long before;
            do {
                before = written.get();
                Thread.sleep(300);
            } while (written.get() != before || before == 0);
            assertTrue(before < most / 8, "the server could write " + before + " bytes");
        }
        assertThrows(Exception.class, () -> done.get(60, TimeUnit.SECONDS));
    }

    @Test
    void a_large_request_goes_on_while_it_comes() throws Exception {
        byte[] half = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        CompletableFuture<Void> first = new CompletableFuture<>();
        CompletableFuture<Void> done =
                upstream.next(socket -> {
                    assertEquals(
                            half.length / 2,
                            socket.getInputStream().readNBytes(half.length / 2).length);
                    first.complete(null);
                    int rest = half.length + half.length / 2;
                    assertEquals(rest, socket.getInputStream().readNBytes(rest).length);
                    ScriptedServer.write(
                            socket, "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
                });
        try (Socket client =
                new Socket(InetAddress.getLoopbackAddress(), guarded.url().getPort())) {
            ScriptedServer.write(
                    client,
                    "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                            + "Connection: close\r\nAuthorization: Bearer "
                            + alice
                            + "\r\nContent-Length: "
                            + 2 * half.length
                            + "\r\n\r\n");
            client.getOutputStream().write(half);
            first.get(60, TimeUnit.SECONDS);
            client.getOutputStream().write(half);
            done.get(60, TimeUnit.SECONDS);
            assertTrue(ScriptedServer.head(client.getInputStream()).startsWith("HTTP/1.1 202"));
        }
    }

    @Test
    void an_answer_that_breaks_off_is_not_taken_for_a_whole_one() throws Exception {
        CompletableFuture<Void> done = breaksOffAfter(200_000);
        assertThrows(IOException.class, () -> guarded.stream(alice).body().readAllBytes());
        done.get(60, TimeUnit.SECONDS);
    }

    @Test
    void an_answer_that_breaks_off_at_once_is_a_502() throws Exception {
        CompletableFuture<Void> done = breaksOffAfter(5);
        HttpResponse<String> answer = guarded.send("GET", alice);
        done.get(60, TimeUnit.SECONDS);
        assertEquals(502, answer.statusCode());
        assertTrue(answer.body().startsWith("{\"error"), answer.body());
    }

    private CompletableFuture<Void> breaksOffAfter(int bytes) {
        return upstream.next(socket ->
                ScriptedServer.write(
                        socket,
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 1000000\r\n\r\n"
                                + "x".repeat(bytes)));
    }

    @Test
    void a_server_that_does_not_answer_is_a_504() throws Exception {
        CompletableFuture<Void> gone = upstream.next(socket -> ScriptedServer.assertGone(socket));
        HttpResponse<String> answer = guarded.send("GET", alice);
        assertEquals(504, answer.statusCode());
        assertTrue(answer.body().contains("gateway_timeout"), answer.body());
        gone.get(60, TimeUnit.SECONDS);
    }

    private static BufferedReader lines(HttpResponse<InputStream> answer) {
        assertEquals(200, answer.statusCode());
        assertEquals("text/event-stream", answer.headers().firstValue("Content-Type").orElse(""));
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }
}
