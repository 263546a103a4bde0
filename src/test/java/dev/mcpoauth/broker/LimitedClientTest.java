package dev.mcpoauth.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.TestBroker;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.oauth.Pkce;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A client that the operator limited to some MCP servers gets no token for another.
final class LimitedClientTest {
    @TempDir Path folder;

    @Test
    void only_the_servers_that_it_is_limited_to_may_be_asked_for() {
        String notes = "http://127.0.0.1:1/notes";
        String search = "http://127.0.0.1:1/search";
        Map<String, Object> servers =
                Map.of("resources.notes.url", notes, "resources.search.url", search);
        try (TestBroker broker = TestBroker.start(folder, servers)) {
            String id = register(broker);
            assertTrue(asks(broker, id, search), "no limit: every server");
            limit(broker, id, List.of(notes));
            assertTrue(asks(broker, id, notes));
            HttpResponse<String> refused = authorize(broker, id, search);
            String back = refused.headers().firstValue("Location").orElse("");
            assertEquals(302, refused.statusCode());
            assertTrue(back.contains("error=invalid_target"), back);
            assertFalse(asks(broker, id, search));
            limit(broker, id, List.of());
            assertTrue(asks(broker, id, search));
        }
    }

    private static String register(TestBroker broker) {
        String body = Json.write(Map.of("redirect_uris", List.of(TestBroker.CALLBACK)));
        return String.valueOf(
                Json.object(broker.json("POST", "/register", body).body()).get("client_id"));
    }

    private static void limit(TestBroker broker, String client, List<String> urls) {
        broker.store()
                .database()
                .write(tx -> {
                    broker.store().resources().put(tx, client, urls);
                    return true;
                });
    }

    private static boolean asks(TestBroker broker, String client, String resource) {
        HttpResponse<String> page = authorize(broker, client, resource);
        return page.statusCode() == 200 && page.body().contains("<form");
    }

    private static HttpResponse<String> authorize(
            TestBroker broker, String client, String resource) {
        return broker.get(
                "/authorize?response_type=code&code_challenge_method=S256&client_id="
                        + client
                        + "&code_challenge="
                        + Pkce.challengeOf(TestBroker.VERIFIER)
                        + "&redirect_uri="
                        + URLEncoder.encode(TestBroker.CALLBACK, StandardCharsets.UTF_8)
                        + "&resource="
                        + URLEncoder.encode(resource, StandardCharsets.UTF_8));
    }
}
