package dev.mcpoauth.gateway;

import static dev.mcpoauth.gateway.Programs.await;
import static dev.mcpoauth.gateway.Programs.begin;
import static dev.mcpoauth.gateway.Programs.call;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Programs that do not do their part, and what the broker bears of them.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class StdioLimitsTest {
    /// More than a pipe holds.
    private static final String LONG = "x".repeat(300_000);

    @TempDir private Path folder;
    @TempDir private Path running;

    private Guarded guarded(Map<String, Object> more) {
        return new Guarded(folder, Programs.resource(running, more));
    }

    private int programs() throws Exception {
        return Programs.count(running);
    }

    @Test
    void a_program_that_does_not_read_is_ended_with_its_session_and_at_a_reload() throws Exception {
        try (Guarded guarded = guarded(Map.of());
                ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor()) {
            String token = guarded.token("alice", "");
            String[] first = {"Mcp-Session-Id", begin(guarded, token)};
            Future<?> waiting = asking.submit(() -> unheard(guarded, token, first));
            assertThrows(TimeoutException.class, () -> waiting.get(1, TimeUnit.SECONDS));
            assertEquals(204, guarded.send("DELETE", token, first).statusCode());
            await(() -> programs() == 0);
            String[] second = {"Mcp-Session-Id", begin(guarded, token)};
            Future<?> also = asking.submit(() -> unheard(guarded, token, second));
            assertThrows(TimeoutException.class, () -> also.get(1, TimeUnit.SECONDS));
            guarded.broker().reload(folder, Map.of());
            assertEquals(0, programs());
        }
    }

    private static HttpResponse<String> unheard(Guarded guarded, String token, String[] session)
            throws Exception {
        guarded.post(token, call("deaf", ""), session);
        return guarded.post(token, call("env", LONG), session);
    }

    /// The pool of carriers ends at 256, and a read of a pipe holds its thread.
    @Test
    void what_programs_say_is_read_on_no_carrier_of_virtual_threads() throws Exception {
        try (Guarded guarded = guarded(Map.of())) {
            begin(guarded, guarded.token("alice", ""));
            long readers =
                    Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().equals("mcp-program"))
                            .count();
            assertTrue(readers >= 2, readers + " threads read");
        }
    }

    @Test
    void a_program_that_does_not_read_in_time_is_ended() throws Exception {
        try (Guarded guarded = guarded(Map.of("answer_timeout", "1s"))) {
            String token = guarded.token("alice", "");
            String[] session = {"Mcp-Session-Id", begin(guarded, token)};
            HttpResponse<String> late = unheard(guarded, token, session);
            assertEquals(502, late.statusCode());
            assertTrue(late.body().contains("does not listen"), late.body());
            await(() -> programs() == 0);
        }
    }

    @Test
    void a_program_that_says_nothing_in_time_is_an_error_and_hears_of_it() throws Exception {
        try (Guarded guarded = guarded(Map.of("answer_timeout", "3s", "heartbeat", "1s"))) {
            String token = guarded.token("alice", "");
            String[] session = {"Mcp-Session-Id", begin(guarded, token)};
            String late = guarded.post(token, call("silence", ""), session).body();
            assertTrue(late.contains("\"id\":7") && late.contains("did not answer"), late);
            String next = call("held", "").replace("\"id\":7", "\"id\":8");
            // under load the program may still be on its way up
            await(() -> guarded.post(token, next, session).body().contains("free"));
            String slow = guarded.post(token, call("slowly", ""), session).body();
            assertTrue(slow.contains("done at last"), slow);
        }
    }

    @Test
    void a_stream_in_which_much_is_said_ends_with_the_token_too() throws Exception {
        try (Guarded guarded = guarded(Map.of("heartbeat", "2s"));
                ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor()) {
            String token = guarded.token("alice", "");
            String session = begin(guarded, token);
            InputStream stream = guarded.stream(token, "Mcp-Session-Id", session).body();
            String[] json = {"Mcp-Session-Id", session, "Accept", "application/json"};
            Future<?> slow = asking.submit(() -> guarded.post(token, call("slowly", ""), json));
            assertEquals('e', stream.read(), "the first of four notes is here");
            guarded.broker().later(Duration.ofHours(2));
            String rest = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(rest.contains("\"progress\":0"), rest);
            assertFalse(rest.contains("\"progress\":3"), rest);
            slow.get();
        }
    }

    @Test
    void a_deep_answer_arrives() throws Exception {
        try (Guarded guarded = guarded(Map.of("answer_timeout", "30s"))) {
            String token = guarded.token("alice", "");
            String[] session = {"Mcp-Session-Id", begin(guarded, token)};
            String deep = guarded.post(token, call("deep", ""), session).body();
            assertTrue(deep.contains("[".repeat(300)), deep);
        }
    }

    @Test
    void a_client_that_does_not_read_is_cut_off_and_holds_nobody_up_for_ever() throws Exception {
        try (Guarded guarded = guarded(Map.of("heartbeat", "1s"))) {
            String token = guarded.token("alice", "");
            String session = begin(guarded, token);
            InputStream unread = guarded.stream(token, "Mcp-Session-Id", session).body();
            String[] json = {"Mcp-Session-Id", session, "Accept", "application/json"};
            assertTrue(guarded.post(token, call("flood", ""), json).body().contains("flooded"));
            assertThrows(IOException.class, unread::readAllBytes);
        }
    }

    @Test
    void a_line_without_an_end_ends_the_program_and_a_long_complaint_is_cut() throws Exception {
        try (Guarded guarded = guarded(Map.of());
                Programs.Said log = new Programs.Said()) {
            String token = guarded.token("alice", "");
            String session = begin(guarded, token);
            guarded.post(token, call("blanks", ""), "Mcp-Session-Id", session);
            String line = log.next();
            assertTrue(line.startsWith("mcp: token  "), "nothing came in time");
            assertEquals("mcp: ".length() + 1000, line.length());
            String ended =
                    guarded.post(token, call("endless", ""), "Mcp-Session-Id", session).body();
            assertTrue(ended.contains("the MCP server ended with exit code"), ended);
            line = log.next();
            assertTrue(line.contains("a line longer than 16 MiB"), line);
        }
    }

    @Test
    void a_program_that_says_much_does_not_fill_the_log() throws Exception {
        try (Guarded guarded = guarded(Map.of());
                Programs.Said log = new Programs.Said()) {
            String token = guarded.token("alice", "");
            String session = begin(guarded, token);
            guarded.post(token, call("noise", ""), "Mcp-Session-Id", session);
            await(() -> log.lines().contains("mcp: it says much; lines are left out"));
            assertTrue(log.lines().size() < 250, log.lines().size() + " lines");
            String first = log.next();
            assertEquals("mcp: a line on its output is no JSON message: noise", first);
        }
    }

    @Test
    void lines_are_cut_or_end_the_reading() throws IOException {
        byte[] said = "ab\r\n\ncdefg\nh".getBytes(StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>();
        assertTrue(new ChildLines(new ByteArrayInputStream(said), 4, false).read(lines::add));
        assertEquals(List.of("ab", "cdef", "h"), lines);
        lines.clear();
        assertFalse(new ChildLines(new ByteArrayInputStream(said), 4, true).read(lines::add));
        assertEquals(List.of("ab"), lines);
    }

    @Test
    void a_request_that_was_slower_than_a_reload_begins_no_program() throws Exception {
        try (Guarded guarded = guarded(Map.of());
                Socket socket = new Socket()) {
            String token = guarded.token("alice", "");
            URI url = guarded.url();
            socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
            BufferedReader answer =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            List<String> head =
                    List.of(
                            "POST /mcp HTTP/1.1",
                            "Host: " + url.getAuthority(),
                            "Authorization: Bearer " + token,
                            "Content-Length: " + Programs.INITIALIZE.length(),
                            "Content-Type: application/json",
                            "Expect: 100-continue",
                            "",
                            "");
            send(socket, String.join("\r\n", head));
            assertEquals("HTTP/1.1 100 Continue", answer.readLine());
            assertEquals("", answer.readLine());
            guarded.broker().reload(folder, Map.of());
            send(socket, Programs.INITIALIZE);
            assertEquals("HTTP/1.1 503 Service Unavailable", answer.readLine());
            assertEquals(0, programs());
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }
}
