package dev.mcpoauth.gateway;

import static dev.mcpoauth.gateway.Programs.await;
import static dev.mcpoauth.gateway.Programs.call;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.json.Json;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Several windows of one client, each of which counts its requests by itself.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class SharedProgramTest {
    private static final String[] MODERN = {"MCP-Protocol-Version", "2026-07-28"};
    private static final String CANCEL =
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}";

    @TempDir private Path folder;
    @TempDir private Path running;
    private final ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor();
    private Guarded guarded;
    private String token;

    @BeforeEach
    void start() {
        guarded = new Guarded(folder, Programs.resource(running, Map.of("heartbeat", "1s")));
        token = guarded.token("alice", "");
    }

    @AfterEach
    void stop() {
        guarded.close();
        asking.close();
    }

    private Future<HttpResponse<String>> pair(String word, String... headers) {
        String body =
                call("pair", word)
                        .replace(
                                "\"arguments\"",
                                "\"_meta\":{\"progressToken\":\"p\"},\"arguments\"");
        return asking.submit(() -> guarded.post(token, body, headers));
    }

    @Test
    void windows_with_the_same_ids_get_their_own_answers_and_progress() throws Exception {
        Future<HttpResponse<String>> one = pair("one", MODERN);
        Future<HttpResponse<String>> two = pair("two", MODERN);
        String first = one.get().body();
        String second = two.get().body();
        assertTrue(
                first.contains("\"text\":\"one\"") && second.contains("\"text\":\"two\""), first);
        assertTrue(first.contains("\"id\":7") && second.contains("\"id\":7"), first);
        assertTrue(first.contains("\"message\":\"one\"") && !first.contains("two"), first);
        assertTrue(second.contains("\"progressToken\":\"p\""), second);
        assertEquals(1, Programs.count(running));
    }

    @Test
    void a_request_is_cancelled_by_its_own_id() throws Exception {
        Future<HttpResponse<String>> asked = pair("one", MODERN);
        await(() -> cancelled(asked, MODERN));
        assertTrue(asked.get().body().contains("cancelled"), asked.get().body());
    }

    @Test
    void a_client_that_has_gone_has_cancelled() throws Exception {
        assertTrue(guarded.post(token, call("held", ""), MODERN).body().contains("free"));
        String[] head = {
            "POST /mcp HTTP/1.1",
            "Host: " + guarded.url().getAuthority(),
            "Authorization: Bearer " + token,
            "Accept: text/event-stream",
            "MCP-Protocol-Version: 2026-07-28",
            "Content-Type: application/json",
            "Content-Length: " + call("silence", "").length(),
            "",
            call("silence", "")
        };
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), guarded.url().getPort())) {
            ScriptedServer.write(socket, String.join("\r\n", head));
            await(() -> state().contains("held"));
        }
        await(() -> state().contains("free"));
    }

    private String state() throws Exception {
        return guarded.post(token, call("held", ""), MODERN).body();
    }

    @Test
    void an_id_that_is_in_use_in_a_session_is_refused_as_such() throws Exception {
        String[] session = {"Mcp-Session-Id", Programs.begin(guarded, token)};
        List<Future<HttpResponse<String>>> both =
                List.of(pair("one", session), pair("two", session));
        await(() -> both.stream().anyMatch(Future::isDone));
        for (Future<HttpResponse<String>> each : both) {
            await(() -> each.isDone() || cancelled(each, session));
        }
        List<HttpResponse<String>> answers = List.of(both.get(0).get(), both.get(1).get());
        HttpResponse<String> refused =
                answers.stream().filter(each -> each.statusCode() == 400).findFirst().orElseThrow();
        assertTrue(refused.body().contains("the id is in use"), refused.body());
        assertTrue(answers.stream().anyMatch(each -> each.statusCode() == 200));
    }

    private boolean cancelled(Future<HttpResponse<String>> asked, String[] headers)
            throws Exception {
        assertEquals(202, guarded.post(token, CANCEL, headers).statusCode());
        return asked.isDone();
    }

    @Test
    void nothing_else_of_a_message_is_changed() {
        OwnId own = new OwnId(12, Json.parse("\"\u00e9\""), Json.parse("3"));
        String rest = "\"x\":1.50,\"id\":3,\"long\":\"" + "\u00e9".repeat(100_000) + "\"";
        String request =
                "{ \"params\":{%s, \"_meta\":{\"progressToken\": 3 }}, \"id\" : \"\u00e9\"}"
                        .formatted(rest);
        assertEquals(
                "{ \"params\":{%s, \"_meta\":{\"progressToken\": 12 }}, \"id\" : 12}"
                        .formatted(rest),
                new String(
                        own.inRequest(request.getBytes(StandardCharsets.UTF_8)),
                        StandardCharsets.UTF_8));
        String meta = "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":%s}";
        String answer = "{\"result\":{\"n\":12," + meta + "},\"id\":%s}";
        assertEquals(
                answer.formatted("\"\u00e9\"", "\"\u00e9\""),
                own.forClient(
                        Json.parse(answer.formatted("\"12\"", "12")),
                        answer.formatted("\"12\"", "12")));
        String note = "{\"method\":\"n\",\"params\":{" + meta + "}}";
        assertTrue(own.namedIn(Json.parse(note.formatted("12"))));
        assertFalse(own.namedIn(Json.parse(note.formatted("13"))));
    }
}
