package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.RawHttp.Answer;
import dev.mcpoauth.json.Json;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an MCP server behind the broker's guard answers, and its RFC 9728 document.
final class ProtectedServerTest {
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

    @TempDir private static Path folder;
    private static LiveBroker broker;

    @BeforeAll
    static void start() {
        Map<String, Object> resources =
                Json.object("{\"mcp\":{},\"two\":{\"url\":\"https://two.example/mcp\"}}");
        broker = LiveBroker.start(folder, Map.of("rate_limits", false, "resources", resources));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void RS_01_without_a_token_the_answer_is_a_bearer_challenge() {
        Answer answer = post();
        assertEquals(401, answer.status());
        assertTrue(challenge(answer).startsWith("Bearer "));
        assertFalse(challenge(answer).contains("error="), challenge(answer));
    }

    @Test
    void RS_02_the_challenge_names_the_scopes_and_the_metadata_which_exists() {
        String challenge = challenge(post());
        String url = broker.settings().issuer() + "/.well-known/oauth-protected-resource/mcp";
        assertTrue(challenge.contains("resource_metadata=\"" + url + "\""), challenge);
        assertTrue(challenge.contains("scope=\"mcp:read mcp:write\""), challenge);
        assertEquals(200, RawHttp.get(URI.create(url)).status());
    }

    @Test
    void RS_03_the_document_is_at_the_inserted_path_and_RS_04_names_the_servers_own_url() {
        for (String path : List.of("", "/mcp")) {
            Answer answer = RawHttp.get(broker.at("/.well-known/oauth-protected-resource" + path));
            assertEquals(200, answer.status());
            Map<String, Object> body = Json.object(answer.body());
            assertEquals(broker.settings().issuer() + "/mcp", body.get("resource"));
            assertEquals(List.of(broker.settings().issuer()), body.get("authorization_servers"));
        }
    }

    @Test
    void RS_05_offline_access_is_no_scope_of_a_server() {
        String body = RawHttp.get(broker.at("/.well-known/oauth-protected-resource/mcp")).body();
        assertFalse(body.contains("offline_access"), body);
        assertFalse(challenge(post()).contains("offline_access"));
    }

    @Test
    void RS_06_a_bad_token_is_told_to_be_invalid() {
        for (String bad : List.of("x", "mcpo_at_1_" + "x".repeat(43), "a.b.c")) {
            Answer answer = post("Authorization: Bearer " + bad);
            assertEquals(401, answer.status());
            assertTrue(challenge(answer).contains("error=\"invalid_token\""), bad);
        }
    }

    @Test
    void RS_06_an_expired_token_is_told_to_be_invalid() {
        RawClient client = RawClient.of(broker);
        String token = client.tokens(Map.of()).get("access_token");
        broker.later(broker.settings().tokens().access());
        assertTrue(challenge(client.call(token)).contains("error=\"invalid_token\""));
    }

    @Test
    void RS_07_a_token_in_the_query_is_not_accepted() {
        String token = RawClient.of(broker).tokens(Map.of()).get("access_token");
        Answer answer =
                RawHttp.send(
                        broker.at("/mcp"), "POST /mcp?access_token=" + token + " HTTP/1.1", PING);
        assertEquals(401, answer.status());
    }

    @Test
    void RS_08_a_good_token_is_accepted_in_any_case_of_the_scheme() {
        String token = RawClient.of(broker).tokens(Map.of()).get("access_token");
        assertEquals(200, post("Authorization: Bearer " + token).status());
        assertEquals(200, post("Authorization: bearer " + token).status());
    }

    @Test
    void RS_09_a_refresh_token_is_no_access_token() {
        RawClient client = RawClient.of(broker);
        assertEquals(401, client.call(client.tokens(Map.of()).get("refresh_token")).status());
    }

    @Test
    void RS_11_a_revoked_token_is_refused() {
        RawClient client = RawClient.of(broker);
        String token = client.tokens(Map.of()).get("access_token");
        assertEquals(200, client.call(token).status());
        assertEquals(200, client.about("/revoke", token, Map.of()).status());
        assertEquals(401, client.call(token).status());
    }

    @Test
    void RS_12_a_token_for_another_server_is_refused() {
        RawClient client = RawClient.of(broker);
        Map<String, String> two = Map.of("resource", "https://two.example/mcp");
        Answer answer = client.call(client.tokens(two).get("access_token"));
        assertEquals(401, answer.status());
        assertTrue(challenge(answer).contains("error=\"invalid_token\""));
    }

    @Test
    void RS_13_a_GET_without_a_token_is_challenged_before_the_method_is_refused() {
        assertEquals(401, RawHttp.get(broker.at("/mcp")).status());
        String token = RawClient.of(broker).tokens(Map.of()).get("access_token");
        assertEquals(
                405, RawHttp.get(broker.at("/mcp"), "Authorization: Bearer " + token).status());
    }

    private static Answer post(String... headers) {
        String head = "POST /mcp HTTP/1.1\nContent-Type: application/json\n";
        return RawHttp.send(broker.at("/mcp"), head + String.join("\n", headers), PING);
    }

    private static String challenge(Answer answer) {
        return answer.header("WWW-Authenticate").orElse("");
    }
}
