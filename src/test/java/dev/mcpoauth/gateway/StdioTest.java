package dev.mcpoauth.gateway;

import static dev.mcpoauth.gateway.Programs.INITIALIZE;
import static dev.mcpoauth.gateway.Programs.await;
import static dev.mcpoauth.gateway.Programs.call;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.LiveBroker;
import dev.mcpoauth.store.Grant;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A program on standard streams behind Streamable HTTP: real processes.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class StdioTest {
    @TempDir private Path folder;
    @TempDir private Path running;
    private Guarded guarded;
    private String alice;

    @BeforeEach
    void start() {
        guarded = new Guarded(folder, program(Map.of()));
        alice = guarded.token("alice", "mcp:read");
    }

    private Map<String, Object> program(Map<String, Object> more) {
        return Programs.resource(running, more);
    }

    @AfterEach
    void stop() {
        guarded.close();
    }

    @Test
    void a_session_has_a_program_of_its_own_with_the_users_token() throws Exception {
        String session = begin(alice);
        String token = say(alice, session, "env", "MCP_OAUTH_SERVICE_TOKEN");
        assertTrue(token.startsWith("demo_at_"), token);
        assertEquals(token, say(alice, session, "env", "GITHUB_TOKEN"));
        assertEquals("demo:demo-alice", say(alice, session, "env", "MCP_OAUTH_USER_ID"));
        assertEquals("mcp:read", say(alice, session, "env", "MCP_OAUTH_SCOPES"));
        List<String> names = List.of(say(alice, session, "names", "").split(" "));
        assertTrue(names.contains("PATH"), names.toString());
        for (String ours :
                List.of(
                        "MCP_OAUTH_DATA_DIR",
                        "MCP_OAUTH_KEY_FILE",
                        "MAVEN_OPTS",
                        "JAVA_TOOL_OPTIONS")) {
            assertFalse(names.contains(ours), ours);
        }
        assertEquals("héllo\u2028x", say(alice, session, "other", "x"));

        String bob = guarded.token("bob", "mcp:read");
        assertEquals(
                404,
                guarded.post(bob, call("env", "PATH"), "Mcp-Session-Id", session).statusCode());
        String other = begin(bob);
        assertEquals("demo:demo-bob", say(bob, other, "env", "MCP_OAUTH_USER_ID"));
        assertEquals(2, programs());

        assertEquals(204, guarded.send("DELETE", alice, "Mcp-Session-Id", session).statusCode());
        assertEquals(
                404,
                guarded.post(alice, call("env", "PATH"), "Mcp-Session-Id", session).statusCode());
        await(() -> programs() == 1);
    }

    @Test
    void without_a_session_or_a_token_nothing_runs() throws Exception {
        assertEquals(401, guarded.post("", INITIALIZE).statusCode());
        assertEquals(400, guarded.post(alice, call("env", "PATH")).statusCode());
        assertEquals(
                404, guarded.post(alice, call("env", "PATH"), "Mcp-Session-Id", "x").statusCode());
        assertEquals(400, guarded.post(alice, "[" + INITIALIZE + "]").statusCode());
        assertEquals(400, guarded.send("GET", alice).statusCode());
        assertEquals(0, programs());
    }

    @ParameterizedTest
    @CsvSource({"crash, 3", "leave, 4"})
    void a_crash_is_a_clean_error_and_the_session_is_over(String tool, int exit) throws Exception {
        String writer = guarded.token("alice", "mcp:read mcp:write");
        String session = begin(writer);
        HttpResponse<String> answer =
                guarded.post(writer, call(tool, ""), "Mcp-Session-Id", session);
        assertEquals(200, answer.statusCode());
        assertTrue(
                answer.body().contains("the MCP server ended with exit code " + exit),
                answer.body());
        assertTrue(answer.body().contains("\"id\":7"), answer.body());
        await(() ->
                guarded.post(writer, call("env", ""), "Mcp-Session-Id", session).statusCode()
                        == 404);
    }

    @Test
    void rules_hold_for_programs_too() throws Exception {
        String session = begin(alice);
        HttpResponse<String> answer =
                guarded.post(alice, call("crash", ""), "Mcp-Session-Id", session);
        assertEquals(403, answer.statusCode());
        String list =
                guarded.post(
                                alice,
                                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}",
                                "Mcp-Session-Id",
                                session)
                        .body();
        assertTrue(list.contains("env"), list);
        assertFalse(list.contains("crash"), list);
    }

    @Test
    void the_programs_own_messages_find_their_way() throws Exception {
        String session = begin(alice);
        String body =
                call("progress", "")
                        .replace(
                                "\"arguments\"",
                                "\"_meta\":{\"progressToken\":\"p\"},\"arguments\"");
        HttpResponse<java.io.InputStream> stream = guarded.stream(alice, "Mcp-Session-Id", session);
        BufferedReader events =
                new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
        String answered = guarded.post(alice, body, "Mcp-Session-Id", session).body();
        assertTrue(
                answered.contains("notifications/progress") && answered.contains("done"), answered);
        assertFalse(answered.contains("notifications/other"), answered);
        assertTrue(event(events).contains("notifications/other"));
        assertTrue(
                guarded.post(alice, call("ask", ""), "Mcp-Session-Id", session)
                        .body()
                        .contains("asked"));
        assertTrue(event(events).contains("roots/list"));
        String roots = "{\"jsonrpc\":\"2.0\",\"id\":\"s-1\",\"result\":{\"roots\":[\"r-1\"]}}";
        assertEquals(202, guarded.post(alice, roots, "Mcp-Session-Id", session).statusCode());
        assertTrue(event(events).contains("r-1"));
        stream.body().close();
    }

    @Test
    void json_is_answered_where_no_events_are_accepted() throws Exception {
        String session = begin(alice);
        HttpResponse<String> answer =
                guarded.post(
                        alice,
                        call("progress", ""),
                        "Mcp-Session-Id",
                        session,
                        "Accept",
                        "application/json");
        assertEquals("application/json", answer.headers().firstValue("Content-Type").orElse(""));
        assertTrue(answer.body().startsWith("{"), answer.body());
    }

    @Test
    void an_idle_session_ends(@TempDir Path other) throws Exception {
        try (Guarded idle = new Guarded(other, program(Map.of("idle_timeout", "1s")))) {
            String token = idle.token("alice", "");
            assertEquals(200, idle.post(token, INITIALIZE).statusCode());
            await(() -> programs() == 0);
        }
    }

    @Test
    void a_program_ends_when_its_login_is_revoked_and_not_when_a_token_ends(@TempDir Path other)
            throws Exception {
        try (Guarded quick = new Guarded(other, program(Map.of("heartbeat", "1s")))) {
            assertEquals(200, quick.post(quick.token("alice", ""), INITIALIZE).statusCode());
            assertEquals(200, quick.post(quick.token("bob", ""), INITIALIZE).statusCode());
            assertEquals(2, programs());
            revoke(quick.broker(), "demo:demo-alice");
            await(() -> programs() == 1);
            quick.broker().later(Duration.ofHours(2));
            // several heartbeats: bob's access token has ended, his login has not
            Thread.sleep(1500);
            assertEquals(1, programs());
        }
    }

    /// As another process does it, such as the command line.
    private static void revoke(LiveBroker broker, String user) {
        broker.store()
                .database()
                .write(tx -> {
                    for (Grant grant : broker.store().grants().list(tx)) {
                        if (grant.userId().equals(user)) {
                            broker.store().grants().revoke(tx, grant.id(), "test", broker.now());
                        }
                    }
                    return true;
                });
    }

    @Test
    void a_session_is_of_no_use_to_another_client_of_the_same_user() throws Exception {
        String session = begin(alice);
        String again = guarded.token("alice", "mcp:read");
        assertEquals(
                404,
                guarded.post(again, call("env", "PATH"), "Mcp-Session-Id", session).statusCode());
        assertEquals(404, guarded.send("DELETE", again, "Mcp-Session-Id", session).statusCode());
        assertEquals(404, guarded.send("GET", again, "Mcp-Session-Id", session).statusCode());
        assertEquals("demo:demo-alice", say(alice, session, "env", "MCP_OAUTH_USER_ID"));
    }

    @Test
    void the_environment_holds_what_the_documentation_says_and_nothing_else() throws Exception {
        String documented =
                "MCP_OAUTH_USER_ID MCP_OAUTH_USER MCP_OAUTH_PROVIDER MCP_OAUTH_CLIENT_ID"
                        + " MCP_OAUTH_SCOPES MCP_OAUTH_SERVICE_TOKEN GITHUB_TOKEN PATH HOME USER"
                        + " LOGNAME SHELL LANG LC_ALL LC_CTYPE TERM TMPDIR TZ SYSTEMROOT APPDATA"
                        + " LOCALAPPDATA USERPROFILE TEMP";
        Set<String> names =
                new TreeSet<>(List.of(say(alice, begin(alice), "names", "").split(" ")));
        names.removeAll(List.of(documented.split(" ")));
        assertEquals(Set.of(), names);
    }

    @Test
    void a_session_whose_token_is_dead_ends_and_the_next_one_has_a_fresh_one() throws Exception {
        String session = begin(alice);
        String before = say(alice, session, "env", "GITHUB_TOKEN");
        guarded.broker().later(Duration.ofMinutes(6));
        assertEquals(
                404, guarded.post(alice, call("env", ""), "Mcp-Session-Id", session).statusCode());
        String after = say(alice, begin(alice), "env", "GITHUB_TOKEN");
        assertTrue(after.startsWith("demo_at_"), after);
        assertFalse(after.equals(before));
    }

    @Test
    void clients_of_the_revision_without_sessions_need_none() throws Exception {
        String[] modern = {"MCP-Protocol-Version", "2026-07-28"};
        String first = guarded.post(alice, call("env", "MCP_OAUTH_USER"), modern).body();
        assertTrue(first.contains("\"text\":\"alice\""), first);
        guarded.post(alice, call("env", "MCP_OAUTH_USER"), modern);
        assertEquals(1, programs());
        String bob = guarded.token("bob", "mcp:read");
        assertTrue(
                guarded.post(bob, call("env", "MCP_OAUTH_USER"), modern)
                        .body()
                        .contains("\"text\":\"bob\""));
    }

    @Test
    void requests_without_a_session_that_come_together_share_one_program() throws Exception {
        List<Callable<String>> calls = new ArrayList<>();
        for (int id = 10; id < 18; id++) {
            String body = call("env", "MCP_OAUTH_USER").replace("\"id\":7", "\"id\":" + id);
            calls.add(() -> guarded.post(alice, body, "MCP-Protocol-Version", "2026-07-28").body());
        }
        try (ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<String> answer : asking.invokeAll(calls)) {
                assertTrue(answer.get().contains("\"text\":\"alice\""), answer.get());
            }
        }
        assertEquals(1, programs());
    }

    @Test
    void what_a_program_complains_about_is_logged_without_secrets() throws Exception {
        try (Programs.Said log = new Programs.Said()) {
            String session = begin(alice);
            say(alice, session, "complain", "");
            String line = log.next();
            assertTrue(line.contains("mcp: I was given [hidden]"), line);
            assertFalse(line.contains("demo_at_") || line.contains("abcdefghijkl"), line);
            assertFalse(line.contains("\u0007"), line);
        }
    }

    @Test
    void closing_the_broker_ends_every_program() throws Exception {
        begin(alice);
        assertEquals(1, programs());
        guarded.close();
        assertEquals(0, programs());
    }

    @Test
    void a_program_that_cannot_be_run_is_a_502(@TempDir Path other) throws Exception {
        try (Guarded broken = new Guarded(other, Map.of("command", "/nowhere/program --flag"))) {
            String token = broken.token("alice", "");
            assertEquals(502, broken.post(token, INITIALIZE).statusCode());
        }
    }

    private String begin(String token) throws Exception {
        return Programs.begin(guarded, token);
    }

    private String say(String token, String session, String tool, String word) throws Exception {
        String body = guarded.post(token, call(tool, word), "Mcp-Session-Id", session).body();
        int from = body.indexOf("\"text\":\"") + 8;
        assertTrue(from > 8, body);
        return body.substring(from, body.indexOf('"', from));
    }

    private static String event(BufferedReader events) throws IOException {
        String line = events.readLine();
        while (line != null && !line.startsWith("data:")) {
            line = events.readLine();
        }
        return String.valueOf(line);
    }

    private int programs() throws IOException {
        return Programs.count(running);
    }
}
