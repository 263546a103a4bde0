package dev.mcpoauth.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.RawHttp;
import dev.mcpoauth.RawHttp.Answer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests through the gateway to a server that records what reaches it.
final class GatewayTest {
    @TempDir private static Path folder;
    private static BareServer server;
    private static Guarded guarded;
    private static String alice;

    @BeforeAll
    static void start() throws Exception {
        server = new BareServer();
        guarded =
                new Guarded(
                        folder,
                        Map.of(
                                "upstream", server.url(),
                                "forward_headers", List.of("X-Region"),
                                "scopes", List.of("mcp:read", "mcp:write")));
        alice = guarded.token("alice", "mcp:read");
    }

    @AfterAll
    static void stop() {
        guarded.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "DELETE", "PUT", "PATCH"})
    void without_a_token_every_method_is_sent_to_log_in_RS_01_RS_13(String method)
            throws Exception {
        HttpResponse<String> answer = guarded.send(method, "");
        assertEquals(401, answer.statusCode());
        assertEquals(
                "Bearer resource_metadata=\""
                        + guarded.broker().at("/.well-known/oauth-protected-resource/mcp")
                        + "\", scope=\"mcp:read mcp:write\"",
                answer.headers().firstValue("WWW-Authenticate").orElse(""));
        assertTrue(server.untouched());
    }

    @Test
    void a_bad_token_is_invalid_token_and_reaches_nobody_RS_06() throws Exception {
        HttpResponse<String> answer = guarded.post("mcpo_at_1_wrong", Guarded.PING);
        assertEquals(401, answer.statusCode());
        String challenge = answer.headers().firstValue("WWW-Authenticate").orElse("");
        assertTrue(challenge.contains("error=\"invalid_token\""), challenge);
        assertTrue(challenge.contains("scope=\"mcp:read mcp:write\""), challenge);
        assertTrue(server.untouched());
    }

    @Test
    void a_token_in_the_query_is_no_token_RS_07() {
        Answer answer = RawHttp.get(guarded.broker().at("/mcp?access_token=" + alice));
        assertEquals(401, answer.status());
        assertTrue(server.untouched());
    }

    @Test
    void a_method_that_mcp_does_not_have_is_405_with_a_token() throws Exception {
        HttpResponse<String> answer = guarded.send("PUT", alice);
        assertEquals(405, answer.statusCode());
        assertEquals("GET, POST, DELETE", answer.headers().firstValue("Allow").orElse(""));
    }

    @Test
    void two_tokens_at_once_are_refused() {
        Answer answer =
                post(Guarded.PING, "Authorization: Bearer " + alice, "Authorization: Bearer x");
        assertEquals(400, answer.status());
        assertTrue(server.untouched());
    }

    @Test
    void a_foreign_origin_is_refused_RS_10() {
        Answer answer =
                post(
                        Guarded.PING,
                        "Authorization: Bearer " + alice,
                        "Origin: https://evil.example");
        assertEquals(403, answer.status());
        assertTrue(server.untouched());
    }

    @Test
    void the_server_learns_who_calls_and_gets_the_service_token_but_never_the_mcp_token()
            throws Exception {
        HttpResponse<String> answer = guarded.post(alice, Guarded.PING);
        assertEquals(200, answer.statusCode());
        BareServer.Seen seen = server.next();
        assertEquals("demo:demo-alice", seen.header("X-MCP-User-Id"));
        assertEquals("alice", seen.header("X-MCP-User"));
        assertEquals("demo", seen.header("X-MCP-Provider"));
        assertEquals("mcp:read", seen.header("X-MCP-Scopes"));
        assertFalse(seen.header("X-MCP-Client-Id").isEmpty());
        assertTrue(seen.header("X-MCP-Service-Token").startsWith("demo_at_"), seen.toString());
        long now = guarded.broker().now().getEpochSecond();
        assertTrue(Long.parseLong(seen.header("X-MCP-Expires")) > now);
        assertTrue(Long.parseLong(seen.header("X-MCP-Service-Expires")) > now);
        assertEquals("", seen.header("Authorization"));
        assertFalse(seen.headers().toString().contains("mcpo_at_"), seen.toString());
        assertFalse(answer.headers().map().toString().contains("demo_at_"));
        assertEquals(Guarded.PING, seen.text());
    }

    @Test
    void the_service_token_is_refreshed_before_it_ends() throws Exception {
        guarded.post(alice, Guarded.PING);
        String before = server.next().header("X-MCP-Service-Token");
        guarded.broker().later(Duration.ofMinutes(4).plusSeconds(30));
        guarded.post(alice, Guarded.PING);
        BareServer.Seen seen = server.next();
        assertFalse(before.equals(seen.header("X-MCP-Service-Token")));
        long left =
                Long.parseLong(seen.header("X-MCP-Service-Expires"))
                        - guarded.broker().now().getEpochSecond();
        assertTrue(left > 60, "lives " + left + " s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-MCP-User-Id: demo:demo-bob",
                "x-mcp-user-id: demo:demo-bob",
                "X_MCP_User_Id: demo:demo-bob",
                "X-MCP_User-Id: demo:demo-bob",
                "X-MCP-User-Id: a\nX-MCP-User-Id: demo:demo-bob",
                "X-MCP-Scopes: mcp:admin",
                "X-MCP-Service-Token: stolen",
                "X-MCP-Assertion: eyJ",
                "X-Forwarded-User: bob",
                "X_Forwarded_User: bob",
                "X-Forwarded-Access-Token: bob",
                "X-Forwarded-For: 10.0.0.1",
                "Forwarded: for=10.0.0.1",
                "X-Auth-Request-User: bob",
                "X-Remote-User: bob",
                "Remote-User: bob",
                "Proxy-Authorization: Basic Ym9i",
                "Cookie: session=bob",
                "X-Original-URL: /admin",
                "X-HTTP-Method-Override: DELETE",
                "Connection: close, X-MCP-User-Id, X-MCP-Service-Token, X-MCP-Scopes",
            })
    void no_header_of_the_client_says_who_it_is(String lines) {
        Answer answer = post(Guarded.PING, "Authorization: Bearer " + alice, lines);
        assertEquals(200, answer.status());
        BareServer.Seen seen = server.next();
        assertEquals(List.of("demo:demo-alice"), seen.all("X-MCP-User-Id"));
        assertEquals(List.of("mcp:read"), seen.all("X-MCP-Scopes"));
        assertEquals(1, seen.all("X-MCP-Service-Token").size());
        String all = seen.headers().toString();
        for (String stranger : List.of("bob", "stolen", "10.0.0.1", "admin", "DELETE", "eyJ")) {
            assertFalse(all.contains(stranger), all);
        }
        assertTrue(seen.headers().keySet().stream().noneMatch(name -> name.contains("_")), all);
    }

    @Test
    void protocol_headers_pass_both_ways_and_the_session_is_the_users_own() throws Exception {
        server.replies(BareServer.json(200, "{}", "Mcp-Session-Id", "s-1"));
        HttpResponse<String> first = guarded.post(alice, Guarded.PING);
        server.next();
        String session = first.headers().firstValue("Mcp-Session-Id").orElse("");
        assertTrue(session.startsWith("s-1."), session);
        String[] headers = {
            "Mcp-Session-Id", session,
            "MCP-Protocol-Version", "2025-11-25",
            "Last-Event-ID", "e-9",
            "X-Region", "eu",
        };
        guarded.post(alice, Guarded.PING, headers);
        BareServer.Seen seen = server.next();
        assertEquals("s-1", seen.header("Mcp-Session-Id"));
        assertEquals("2025-11-25", seen.header("MCP-Protocol-Version"));
        assertEquals("e-9", seen.header("Last-Event-ID"));
        assertEquals("eu", seen.header("X-Region"));
        assertEquals(200, guarded.send("DELETE", alice, headers).statusCode());
        assertEquals("DELETE", server.next().method());

        String bob = guarded.token("bob", "mcp:read");
        assertEquals(404, guarded.post(bob, Guarded.PING, headers).statusCode());
        assertEquals(404, guarded.post(alice, Guarded.PING, "Mcp-Session-Id", "s-1").statusCode());
        String otherClient = guarded.token("alice", "mcp:read");
        assertEquals(404, guarded.post(otherClient, Guarded.PING, headers).statusCode());
        assertEquals(404, guarded.send("GET", otherClient, headers).statusCode());
        assertEquals(404, guarded.send("DELETE", otherClient, headers).statusCode());
        assertTrue(server.untouched());
        server.replies(BareServer.json(200, "{}"));
    }

    @Test
    void a_protocol_header_that_comes_twice_is_refused() {
        Answer answer =
                post(
                        Guarded.PING,
                        "Authorization: Bearer " + alice,
                        "Mcp-Session-Id: a\nMcp-Session-Id: b");
        assertEquals(400, answer.status());
        assertTrue(server.untouched());
    }

    @Test
    void what_the_server_may_not_say_in_the_brokers_name_is_left_out() throws Exception {
        server.replies(
                BareServer.json(
                        200,
                        "{}",
                        "Set-Cookie",
                        "mcpo_browser=fixed",
                        "Access-Control-Allow-Origin",
                        "*",
                        "Clear-Site-Data",
                        "\"*\"",
                        "Location",
                        "https://evil.example",
                        "Retry-After",
                        "3"));
        HttpResponse<String> answer = guarded.post(alice, Guarded.PING);
        server.next();
        assertEquals("3", answer.headers().firstValue("Retry-After").orElse(""));
        for (String name : List.of("Set-Cookie", "Clear-Site-Data", "Location")) {
            assertEquals(List.of(), answer.headers().allValues(name), name);
        }
        assertTrue(
                answer.headers()
                        .firstValue("Content-Security-Policy")
                        .orElse("")
                        .contains("sandbox"));
        server.replies(BareServer.json(200, "{}"));
    }

    @Test
    void redirects_are_not_followed_and_a_refusing_server_is_a_bad_gateway() throws Exception {
        server.replies(BareServer.json(307, "", "Location", server.url() + "/elsewhere"));
        HttpResponse<String> redirect = guarded.post(alice, Guarded.PING);
        assertEquals(502, redirect.statusCode());
        assertTrue(redirect.body().contains("redirect"), redirect.body());
        server.next();
        assertTrue(server.untouched());
        server.replies(BareServer.json(401, "", "WWW-Authenticate", "Bearer realm=\"other\""));
        HttpResponse<String> refused = guarded.post(alice, Guarded.PING);
        assertEquals(502, refused.statusCode());
        assertEquals(List.of(), refused.headers().allValues("WWW-Authenticate"));
        server.next();
        server.replies(BareServer.json(404, "{\"gone\":true}"));
        HttpResponse<String> gone = guarded.post(alice, Guarded.PING);
        assertEquals("404 {\"gone\":true}", gone.statusCode() + " " + gone.body());
        server.next();
        server.replies(BareServer.json(200, "{}"));
    }

    @Test
    void a_server_that_misses_a_scope_makes_the_client_step_up() throws Exception {
        server.replies(
                BareServer.json(
                        403,
                        "{}",
                        "WWW-Authenticate",
                        "Bearer error=\"insufficient_scope\", scope=\"mcp:write other:scope\""));
        HttpResponse<String> answer = guarded.post(alice, Guarded.PING);
        server.next();
        assertEquals(403, answer.statusCode());
        String challenge = answer.headers().firstValue("WWW-Authenticate").orElse("");
        assertTrue(challenge.contains("scope=\"mcp:read mcp:write\""), challenge);
        assertTrue(challenge.contains("resource_metadata="), challenge);
        // a scope that nobody can grant, and one that the token has
        for (String scope : List.of("other:scope", "mcp:read")) {
            server.replies(
                    BareServer.json(
                            403,
                            "{\"why\":1}",
                            "WWW-Authenticate",
                            "Bearer error=\"insufficient_scope\", scope=\"" + scope + "\""));
            answer = guarded.post(alice, Guarded.PING);
            server.next();
            assertEquals("403 {\"why\":1}", answer.statusCode() + " " + answer.body());
            assertTrue(answer.headers().firstValue("WWW-Authenticate").isEmpty());
        }
        server.replies(BareServer.json(200, "{}"));
    }

    @Test
    void a_big_body_arrives_whole() throws Exception {
        String body =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\",\"params\":{\"d\":\""
                        + "é".repeat(3_000_000)
                        + "\"}}";
        assertEquals(200, guarded.post(alice, body).statusCode());
        assertArrayEquals(
                body.getBytes(java.nio.charset.StandardCharsets.UTF_8), server.next().body());
    }

    @Test
    void a_token_for_another_resource_is_refused_RS_12(@TempDir Path other) throws Exception {
        Map<String, Object> more =
                Map.of("resources.other", Map.of("upstream", server.url(), "scopes", "mcp:read"));
        try (Guarded two = new Guarded(other, "mcp", Map.of("upstream", server.url()), more)) {
            String token = Guarded.token(two.broker().at("/other"), "alice", "");
            HttpResponse<String> answer = two.post(token, Guarded.PING);
            assertEquals(401, answer.statusCode());
            assertTrue(answer.body().contains("another resource"), answer.body());
            assertTrue(server.untouched());
        }
    }

    @Test
    void a_server_that_is_down_is_a_json_502(@TempDir Path other) throws Exception {
        Map<String, Object> resource = Map.of("upstream", "http://127.0.0.1:1/mcp");
        try (Guarded down = new Guarded(other, resource)) {
            HttpResponse<String> answer = down.post(down.token("alice", ""), Guarded.PING);
            assertEquals(502, answer.statusCode());
            assertEquals(
                    "application/json", answer.headers().firstValue("Content-Type").orElse(""));
            assertTrue(answer.body().contains("bad_gateway"), answer.body());
        }
    }

    @Test
    void when_the_user_withdrew_at_the_service_the_client_must_log_in_again(@TempDir Path other)
            throws Exception {
        try (Guarded own = new Guarded(other, Map.of("upstream", server.url()))) {
            String token = own.token("alice", "");
            own.broker().service().withdraw();
            own.broker().later(Duration.ofMinutes(10));
            HttpResponse<String> answer = own.post(token, Guarded.PING);
            assertEquals(401, answer.statusCode());
            assertTrue(answer.body().contains("invalid_token"), answer.body());
            assertTrue(server.untouched());
        }
    }

    private static Answer post(String body, String... lines) {
        String head =
                "POST /mcp HTTP/1.1\nContent-Type: application/json\nAccept: application/json\n";
        return RawHttp.send(guarded.url(), head + String.join("\n", lines), body);
    }
}
