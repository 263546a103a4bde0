package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.RawClient.Members;
import dev.mcpoauth.RawHttp.Answer;
import dev.mcpoauth.broker.Foundation;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.store.Store;
import dev.mcpoauth.testkit.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `POST /introspect` and `POST /revoke`, and what the service's own grant has to do with them.
final class IntrospectionTest {
    private static final String INACTIVE = "{\"active\":false}";

    @TempDir private Path folder;
    private LiveBroker broker;

    @BeforeEach
    void start() {
        broker = LiveBroker.start(folder, Map.of("rate_limits", false));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void IN_01_an_active_token_tells_what_it_stands_for() {
        RawClient client = confidential();
        Answer answer = client.about("/introspect", tokens(client).get("access_token"), Map.of());
        assertEquals(200, answer.status());
        assertEquals("no-store", answer.header("Cache-Control").orElse(""));
        Map<String, Object> body = Json.object(answer.body());
        assertEquals(true, body.get("active"));
        assertEquals("mcp:read mcp:write", body.get("scope"));
        assertEquals(client.id(), body.get("client_id"));
        assertEquals("demo:demo-alice", body.get("sub"));
        assertEquals(broker.settings().issuer() + "/mcp", body.get("aud"));
        assertEquals(broker.settings().issuer(), body.get("iss"));
        long life = broker.settings().tokens().access().toSeconds();
        assertEquals(
                String.valueOf(broker.now().getEpochSecond() + life),
                String.valueOf(body.get("exp")));
        assertEquals(
                Map.of("provider", "demo", "account", "alice", "state", "ok"), body.get("service"));
    }

    @Test
    void IN_01_what_another_process_revokes_is_inactive_in_the_very_next_answer() {
        RawClient client = confidential();
        try (Store other = Foundation.store(broker.settings())) {
            for (int round = 0; round < 10; round++) {
                String token = tokens(client).get("access_token");
                assertTrue(client.about("/introspect", token, Map.of()).body().contains("true"));
                other.database()
                        .write(tx -> {
                            long newest = other.grants().list(tx).getFirst().id();
                            return other.grants().revoke(tx, newest, "test", broker.now());
                        });
                assertEquals(INACTIVE, client.about("/introspect", token, Map.of()).body());
            }
        }
    }

    @Test
    void IN_02_an_unknown_token_is_inactive_and_nothing_else() {
        RawClient client = confidential();
        String refresh = tokens(client).get("refresh_token");
        for (String token : List.of("x", "mcpo_at_zz_" + "x".repeat(43), refresh)) {
            Answer answer = client.about("/introspect", token, Map.of());
            assertEquals(200, answer.status());
            assertEquals(INACTIVE, answer.body());
        }
    }

    @Test
    void IN_02_a_repeated_token_is_refused() {
        RawClient client = confidential();
        String form =
                "token=a&token=b&client_id=" + client.id() + "&client_secret=" + client.secret();
        Answer answer = RawHttp.post(broker.at("/introspect"), form);
        assertEquals(400, answer.status());
        assertEquals("invalid_request", Members.of(answer).get("error"));
    }

    @Test
    void IN_03_introspection_demands_a_client_with_a_secret() {
        RawClient client = RawClient.of(broker);
        String token = client.tokens(Map.of()).get("access_token");
        assertEquals(401, client.about("/introspect", token, Map.of()).status());
        assertEquals(401, client.about("/introspect", token, Map.of("client_id", "")).status());
        assertEquals(
                401,
                confidential()
                        .about("/introspect", token, Map.of("client_secret", "wrong"))
                        .status());
    }

    @Test
    void a_client_that_is_not_named_by_the_resource_sees_its_own_tokens_only_IN_03() {
        RawClient stranger = confidential();
        String token = RawClient.of(broker).tokens(Map.of()).get("access_token");
        assertEquals(INACTIVE, stranger.about("/introspect", token, Map.of()).body());
    }

    @Test
    void a_client_that_the_resource_names_sees_its_tokens_and_no_others_IN_03() {
        RawClient server = confidential();
        String token = RawClient.of(broker).tokens(Map.of()).get("access_token");
        int port = broker.settings().port();
        Map<String, Object> resources =
                Json.object(
                        """
                        {"mcp": {"introspection_clients": ["ID"]},
                         "two": {"url": "https://two.example/mcp"}}
                        """
                                .replace("ID", server.id()));
        broker.close();
        broker =
                LiveBroker.start(
                        folder,
                        Map.of("rate_limits", false, "listen.port", port, "resources", resources));
        RawClient again = server.at(broker);
        assertEquals("true", Members.of(again.about("/introspect", token, Map.of())).get("active"));
        String other =
                RawClient.of(broker)
                        .tokens(Map.of("resource", "https://two.example/mcp"))
                        .get("access_token");
        assertEquals(INACTIVE, again.about("/introspect", other, Map.of()).body());
    }

    @Test
    void RV_01_a_revoked_access_token_is_dead_and_its_family_lives() {
        RawClient client = confidential();
        Members tokens = tokens(client);
        String access = tokens.get("access_token");
        assertEquals(200, client.about("/revoke", access, Map.of()).status());
        assertEquals(INACTIVE, client.about("/introspect", access, Map.of()).body());
        assertEquals(200, refresh(client, tokens).status());
    }

    @Test
    void RV_02_an_unknown_token_is_no_error() {
        assertEquals(200, RawClient.of(broker).about("/revoke", "nonsense", Map.of()).status());
    }

    @Test
    void RV_03_a_revoked_refresh_token_takes_the_access_tokens_with_it() {
        RawClient client = confidential();
        Members tokens = tokens(client);
        client.about("/revoke", tokens.get("refresh_token"), Map.of());
        String access = tokens.get("access_token");
        assertEquals(INACTIVE, client.about("/introspect", access, Map.of()).body());
        assertEquals(400, refresh(client, tokens).status());
    }

    @Test
    void RV_04_another_client_cannot_revoke() {
        RawClient client = confidential();
        Members tokens = tokens(client);
        for (String name : List.of("access_token", "refresh_token")) {
            confidential().about("/revoke", tokens.get(name), Map.of());
        }
        assertEquals(200, client.call(tokens.get("access_token")).status());
        assertEquals(200, refresh(client, tokens).status());
    }

    @Test
    void RV_05_a_wrong_hint_does_no_harm() {
        RawClient client = confidential();
        Members tokens = tokens(client);
        client.about(
                "/revoke", tokens.get("refresh_token"), Map.of("token_type_hint", "access_token"));
        assertEquals(400, refresh(client, tokens).status());
    }

    @Test
    void X_01_when_the_service_ends_its_grant_the_access_token_is_inactive() {
        RawClient client = confidential();
        Members tokens = tokens(client);
        String access = tokens.get("access_token");
        broker.service().withdraw();
        broker.later(Duration.ofMinutes(5));
        assertEquals(INACTIVE, client.about("/introspect", access, Map.of()).body());
        assertEquals(401, client.call(access).status());
        assertInvalidGrant(refresh(client, tokens));
    }

    @Test
    void X_01_when_the_service_ends_its_grant_a_refresh_alone_finds_out() {
        RawClient client = confidential();
        Members tokens = tokens(client);
        broker.service().withdraw();
        broker.later(Duration.ofMinutes(5));
        assertInvalidGrant(refresh(client, tokens));
    }

    @Test
    void X_01_a_service_that_is_away_takes_nothing_away() {
        RawClient client = confidential();
        Members tokens = tokens(client);
        String access = tokens.get("access_token");
        broker.later(Duration.ofMinutes(5));
        broker.service().next("/token", Fault.status(503));
        Map<String, Object> body =
                Json.object(client.about("/introspect", access, Map.of()).body());
        assertEquals(true, body.get("active"));
        assertEquals(
                Map.of("provider", "demo", "account", "alice", "state", "unavailable"),
                body.get("service"));
        broker.service().next("/token", Fault.status(500));
        Answer answer = refresh(client, tokens);
        assertEquals(200, answer.status(), answer::toString);
        Members next = Members.of(answer);
        assertNotEquals(access, next.get("access_token"));
        assertEquals(200, client.call(next.get("access_token")).status());
    }

    @Test
    void X_02_tokens_of_the_service_and_ours_never_cross() {
        RawClient client = confidential();
        Answer answer =
                client.redeem(
                        client.code("alice", Map.of()), Map.of("client_secret", client.secret()));
        String token = Members.of(answer).get("access_token");
        String all =
                answer.body()
                        + client.about("/introspect", token, Map.of()).body()
                        + client.call(token).body()
                        + refresh(client, Members.of(answer)).body();
        assertFalse(all.contains("demo_at_"), all);
        assertFalse(all.contains("demo_rt_"), all);
    }

    @Test
    void X_10_clients_and_tokens_survive_a_restart() {
        RawClient client = confidential();
        Members tokens = tokens(client);
        Settings settings = broker.settings();
        broker.close();
        broker = LiveBroker.start(settings);
        RawClient again = client.at(broker);
        assertEquals(200, again.call(tokens.get("access_token")).status());
        assertEquals(200, refresh(again, tokens).status());
        assertTrue(again.code("bob", Map.of()).startsWith("mcpo_ac_"));
    }

    private RawClient confidential() {
        return RawClient.of(broker, Map.of("token_endpoint_auth_method", "client_secret_post"));
    }

    private static Members tokens(RawClient client) {
        return Members.of(
                client.redeem(
                        client.code("alice", Map.of()), Map.of("client_secret", client.secret())));
    }

    private static Answer refresh(RawClient client, Members tokens) {
        return client.refresh(
                tokens.get("refresh_token"), Map.of("client_secret", client.secret()));
    }

    private static void assertInvalidGrant(Answer answer) {
        assertEquals(400, answer.status(), answer::toString);
        assertEquals("invalid_grant", Members.of(answer).get("error"));
    }
}
