package dev.mcpoauth.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Servers that send what nobody asked for, take nothing, or never come to the point.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class UnrulyServerTest {
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
}
