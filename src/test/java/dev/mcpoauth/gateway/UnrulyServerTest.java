package dev.mcpoauth.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Servers that send what nobody asked for, take nothing, or never come to the point.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class UnrulyServerTest {
    private static final int LARGE = 12_000_000;
    private static final int SOME = 600_000;
    private static final String CALL =
            Guarded.call("any").replace("{}", "{\"x\":\"" + "x".repeat(LARGE) + "\"}");

    @TempDir private Path folder;
    private final Map<String, Object> resource = new LinkedHashMap<>();
    private ScriptedServer upstream;
    private Guarded guarded;
    private String alice;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedServer();
        resource.put("upstream", upstream.url());
        resource.put("answer_timeout", "2s");
        // with rules the broker reads the whole request before it sends any of it
        resource.put("tools", Map.of("never", "deny"));
        resource.put("max_body", 2 * LARGE);
        guarded = new Guarded(folder, resource);
        alice = guarded.token("alice", "");
    }

    @AfterEach
    void stop() throws IOException {
        guarded.close();
        upstream.close();
    }

    private static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n"
                + body;
    }

    private static void ping(Socket socket) throws IOException {
        socket.getInputStream().readNBytes(Guarded.PING.length());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bytes_after_an_answer_are_not_the_next_users_answer(boolean later) throws Exception {
        CompletableFuture<Void> read = new CompletableFuture<>();
        CompletableFuture<Void> sent = new CompletableFuture<>();
        CompletableFuture<Void> first =
                upstream.next(socket -> {
                    ping(socket);
                    ScriptedServer.write(socket, ok("{}") + (later ? "" : ok("!!")));
                    if (later) {
                        read.get(60, TimeUnit.SECONDS);
                        ScriptedServer.write(socket, ok("!!"));
                    }
                    sent.complete(null);
                    ScriptedServer.assertGone(socket);
                });
        assertEquals("{}", guarded.post(alice, Guarded.PING).body());
        read.complete(null);
        sent.get(60, TimeUnit.SECONDS);
        CompletableFuture<Void> second =
                upstream.next(socket -> {
                    ping(socket);
                    ScriptedServer.write(socket, ok("[]"));
                });
        assertEquals("[]", guarded.post(alice, Guarded.PING).body());
        first.get(60, TimeUnit.SECONDS);
        second.get(60, TimeUnit.SECONDS);
    }

    @Test
    void a_server_that_takes_nothing_of_a_request_is_a_504() throws Exception {
        CompletableFuture<Void> answered = new CompletableFuture<>();
        CompletableFuture<Void> done = upstream.next(socket -> answered.get(60, TimeUnit.SECONDS));
        assertEquals(504, guarded.post(alice, CALL).statusCode());
        answered.complete(null);
        done.get(60, TimeUnit.SECONDS);
    }

    @Test
    void a_server_that_takes_a_request_slowly_gets_all_of_it() throws Exception {
        CompletableFuture<Void> done =
                upstream.next(socket -> {
                    // longer than the limit in all, while the sender waits for room
                    for (int i = 0; i < 12; i++) {
                        Thread.sleep(250);
                        socket.getInputStream().readNBytes(SOME);
                    }
                    socket.getInputStream().readNBytes(CALL.length() - 12 * SOME);
                    ScriptedServer.write(socket, ok("{}"));
                });
        assertEquals("{}", guarded.post(alice, CALL).body());
        done.get(60, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 103 Early Hints\r\n\r\n", "X"})
    void a_head_that_never_ends_is_a_504(String again) throws Exception {
        CompletableFuture<Void> done =
                upstream.next(socket -> {
                    String before = again.equals("X") ? "HTTP/1.1 200 OK\r\nX-A: " : "";
                    ScriptedServer.write(socket, before);
                    try {
                        while (true) {
                            ScriptedServer.write(socket, again);
                            Thread.sleep(100);
                        }
                    } catch (IOException e) {
                        // the broker has closed the connection
                    }
                });
        assertEquals(504, guarded.send("GET", alice).statusCode());
        done.get(60, TimeUnit.SECONDS);
    }

    @Test
    void a_status_that_is_none_is_a_502() throws Exception {
        CompletableFuture<Void> done =
                upstream.next(socket ->
                        ScriptedServer.write(
                                socket, "HTTP/1.1 000 None\r\nContent-Length: 0\r\n\r\n"));
        assertEquals(502, guarded.send("GET", alice).statusCode());
        done.get(60, TimeUnit.SECONDS);
    }

    @Test
    void a_stream_that_begins_after_new_settings_came_ends_at_once() throws Exception {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        CompletableFuture<Void> reloaded = new CompletableFuture<>();
        CompletableFuture<Void> done =
                upstream.next(socket -> {
                    reached.complete(null);
                    reloaded.get(60, TimeUnit.SECONDS);
                    ScriptedServer.write(socket, ScriptedServer.EVENTS);
                    ScriptedServer.assertGone(socket);
                });
        CompletableFuture<HttpResponse<InputStream>> answer =
                CompletableFuture.supplyAsync(() -> stream());
        reached.get(60, TimeUnit.SECONDS);
        resource.put("answer_timeout", "3s");
        guarded.broker().reload(folder, Map.of("resources.mcp", resource, "rate_limits", false));
        reloaded.complete(null);
        assertEquals(200, answer.get(60, TimeUnit.SECONDS).statusCode());
        assertEquals(0, answer.get().body().readAllBytes().length);
        done.get(60, TimeUnit.SECONDS);
    }

    private HttpResponse<InputStream> stream() {
        try {
            return guarded.stream(alice);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
