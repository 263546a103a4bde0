package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.RawClient.Members;
import dev.mcpoauth.RawHttp.Answer;
import dev.mcpoauth.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `POST /token`: codes and refresh tokens for tokens.
final class TokenEndpointTest {
    private static final String TWO = "https://two.example/mcp";
    private static final String BARE = "https://bare.example/mcp";

    @TempDir private static Path folder;
    private static LiveBroker broker;

    @BeforeAll
    static void start() {
        Map<String, Object> resources =
                Json.object(
                        "{\"mcp\":{},\"two\":{\"url\":\""
                                + TWO
                                + "\"},\"bare\":{\"url\":\""
                                + BARE
                                + "\",\"scopes\":[]}}");
        broker = LiveBroker.start(folder, Map.of("rate_limits", false, "resources", resources));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void TK_01_a_code_gives_a_bearer_token_as_json() {
        RawClient client = RawClient.of(broker);
        Answer answer = client.redeem(client.code("alice", Map.of()), Map.of());
        assertEquals(200, answer.status(), answer::toString);
        assertEquals("application/json", answer.header("Content-Type").orElse(""));
        Members token = Members.of(answer);
        assertEquals("Bearer", token.get("token_type"));
        assertEquals(200, client.call(token.get("access_token")).status());
    }

    @Test
    void TK_02_the_answer_is_not_stored() {
        RawClient client = RawClient.of(broker);
        Answer answer = client.redeem(client.code("alice", Map.of()), Map.of());
        assertEquals("no-store", answer.header("Cache-Control").orElse(""));
    }

    @Test
    void TK_03_the_token_lives_between_one_second_and_one_day() {
        String life = RawClient.of(broker).tokens(Map.of()).get("expires_in");
        long seconds = Long.parseLong(life);
        assertTrue(seconds > 0 && seconds <= 86_400, () -> life);
    }

    @Test
    void TK_04_the_scope_that_was_granted_is_told() {
        Members token = RawClient.of(broker).tokens(Map.of("scope", "mcp:read no:such"));
        assertEquals("mcp:read", token.get("scope"));
    }

    @Test
    void TK_05_no_member_is_null() {
        RawClient client = RawClient.of(broker);
        String body = client.redeem(client.code("alice", Map.of()), Map.of()).body();
        assertFalse(body.contains("null"), body);
    }

    @Test
    void TK_06_a_client_that_registered_refresh_token_gets_one() {
        assertTrue(RawClient.of(broker).tokens(Map.of()).containsKey("refresh_token"));
    }

    @Test
    void TK_07_a_client_that_did_not_register_refresh_token_gets_none() {
        RawClient client =
                RawClient.of(broker, Map.of("grant_types", List.of("authorization_code")));
        assertFalse(client.tokens(Map.of()).containsKey("refresh_token"));
    }

    @Test
    void TK_08_a_code_works_once_and_TK_09_its_second_use_ends_the_tokens_of_the_first() {
        RawClient client = RawClient.of(broker);
        String code = client.code("alice", Map.of());
        Members tokens = Members.of(client.redeem(code, Map.of()));
        assertError("invalid_grant", client.redeem(code, Map.of()));
        assertEquals(401, client.call(tokens.get("access_token")).status());
        assertError("invalid_grant", client.refresh(tokens.get("refresh_token"), Map.of()));
    }

    @Test
    void TK_08_of_ten_parallel_uses_of_a_code_one_succeeds() throws Exception {
        RawClient client = RawClient.of(broker);
        String code = client.code("alice", Map.of());
        List<Answer> answers = atOnce(10, () -> client.redeem(code, Map.of()));
        assertEquals(1, answers.stream().filter(each -> each.status() == 200).count());
    }

    @Test
    void TK_10_a_wrong_verifier_is_invalid_grant_and_spends_nothing() {
        RawClient client = RawClient.of(broker);
        String code = client.code("alice", Map.of());
        Map<String, String> wrong = Map.of("code_verifier", RawClient.OTHER_VERIFIER);
        assertError("invalid_grant", client.redeem(code, wrong));
        assertEquals(200, client.redeem(code, Map.of()).status());
    }

    @Test
    void TK_11_a_missing_verifier_is_refused() {
        RawClient client = RawClient.of(broker);
        String code = client.code("alice", Map.of());
        assertError("invalid_request", client.redeem(code, Map.of("code_verifier", "")));
    }

    @Test
    void TK_12_another_client_cannot_redeem_the_code() {
        RawClient client = RawClient.of(broker);
        String code = client.code("alice", Map.of());
        assertError("invalid_grant", RawClient.of(broker).redeem(code, Map.of()));
        assertEquals(200, client.redeem(code, Map.of()).status());
    }

    @Test
    void TK_13_a_redirect_uri_must_be_the_one_of_the_request() {
        RawClient client = RawClient.of(broker);
        String code = client.code("alice", Map.of());
        for (String other : List.of("http://127.0.0.1:7778/cb", "http://127.0.0.1/cb")) {
            assertError("invalid_grant", client.redeem(code, Map.of("redirect_uri", other)));
        }
        Map<String, String> right = Map.of("redirect_uri", RawClient.REDIRECT);
        assertEquals(200, client.redeem(code, right).status());
    }

    @Test
    void TK_14_the_redirect_uri_may_be_left_out() {
        RawClient client = RawClient.of(broker);
        Answer answer = client.redeem(client.code("alice", Map.of()), Map.of("redirect_uri", ""));
        assertEquals(200, answer.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "client_credentials", "foo"})
    void TK_15_other_grant_types_are_not_supported(String type) {
        RawClient client = RawClient.of(broker);
        assertError(
                "unsupported_grant_type",
                client.token(Map.of("grant_type", type, "client_id", client.id())));
    }

    @Test
    void TK_16_a_missing_grant_type_is_invalid_request() {
        RawClient client = RawClient.of(broker);
        assertError("invalid_request", client.token(Map.of("client_id", client.id())));
    }

    @Test
    void TK_25_error_answers_are_json_that_is_not_stored() {
        Answer answer = RawClient.of(broker).redeem("mcpo_ac_1_x", Map.of());
        assertError("invalid_grant", answer);
        assertEquals("application/json", answer.header("Content-Type").orElse(""));
        assertEquals("no-store", answer.header("Cache-Control").orElse(""));
    }

    @Test
    void TK_26_a_resource_that_was_not_authorized_is_invalid_target_and_spends_nothing() {
        RawClient client = RawClient.of(broker);
        String code = client.code("alice", Map.of());
        assertError("invalid_target", client.redeem(code, Map.of("resource", TWO)));
        assertEquals(200, client.redeem(code, Map.of("resource", mcp())).status());
    }

    @Test
    void TK_27_the_resource_may_be_left_out() {
        Members tokens = RawClient.of(broker).tokens(Map.of("resource", TWO));
        assertEquals(TWO, audience(tokens));
    }

    @Test
    void TK_28_the_audience_is_the_resource_that_was_asked_for() {
        assertEquals(mcp(), audience(RawClient.of(broker).tokens(Map.of("resource", mcp()))));
        assertEquals(TWO, audience(RawClient.of(broker).tokens(Map.of("resource", TWO + "/"))));
    }

    @Test
    void TK_29_a_code_is_dead_after_five_minutes_X_09() {
        RawClient client = RawClient.of(broker);
        String code = client.code("alice", Map.of());
        assertTrue(broker.settings().tokens().code().toMinutes() <= 10);
        broker.later(broker.settings().tokens().code());
        assertError("invalid_grant", client.redeem(code, Map.of()));
    }

    @Test
    void TK_32_replaying_a_code_with_a_wrong_verifier_ends_nothing() {
        RawClient client = RawClient.of(broker);
        String code = client.code("alice", Map.of());
        Members tokens = Members.of(client.redeem(code, Map.of()));
        Map<String, String> wrong = Map.of("code_verifier", RawClient.OTHER_VERIFIER);
        assertError("invalid_grant", client.redeem(code, wrong));
        assertEquals(200, client.call(tokens.get("access_token")).status());
    }

    @Test
    void RF_01_a_refresh_gives_a_new_access_token_and_RF_02_a_new_refresh_token() {
        RawClient client = RawClient.of(broker);
        Members first = client.tokens(Map.of());
        Answer answer = client.refresh(first.get("refresh_token"), Map.of());
        assertEquals(200, answer.status());
        assertEquals("no-store", answer.header("Cache-Control").orElse(""));
        Members second = Members.of(answer);
        assertNotEquals(first.get("access_token"), second.get("access_token"));
        assertNotEquals(first.get("refresh_token"), second.get("refresh_token"));
        assertEquals(200, client.call(second.get("access_token")).status());
    }

    @Test
    void RF_06_a_resource_without_scopes_gives_none_and_no_wider_one() {
        RawClient client = RawClient.of(broker);
        Members first = client.tokens(Map.of("resource", BARE));
        assertFalse(first.containsKey("scope"), "RFC 6749 A.4: a scope has a token");
        String refresh = first.get("refresh_token");
        Answer wider = client.refresh(refresh, Map.of("scope", "admin:everything"));
        assertEquals(400, wider.status());
        assertEquals("invalid_scope", Members.of(wider).get("error"));
        assertEquals(200, client.refresh(refresh, Map.of("scope", "openid")).status());
    }

    @Test
    void RF_03_a_spent_refresh_token_is_refused_after_the_grace_and_RF_04_ends_its_family() {
        RawClient client = RawClient.of(broker);
        Members first = client.tokens(Map.of());
        Members second = refreshed(client, first);
        broker.later(broker.settings().tokens().refreshGrace().plusSeconds(1));
        Members third = refreshed(client, second);
        assertError("invalid_grant", client.refresh(first.get("refresh_token"), Map.of()));
        assertError("invalid_grant", client.refresh(third.get("refresh_token"), Map.of()));
        assertEquals(401, client.call(third.get("access_token")).status());
        String audit =
                broker.store().database().read(tx -> broker.store().audit().tail(tx, 3)).toString();
        assertTrue(audit.contains("refresh_token_reused"), audit);
        assertTrue(audit.contains(client.id()), audit);
    }

    @Test
    void RF_04_reuse_ends_one_family_and_no_other_of_the_same_user_and_client() {
        RawClient client = RawClient.of(broker);
        RawClient laptop = client.elsewhere();
        Members here = client.tokens(Map.of());
        Members there = laptop.tokens(Map.of());
        refreshed(client, here);
        broker.later(broker.settings().tokens().refreshGrace().plusSeconds(1));
        assertError("invalid_grant", client.refresh(here.get("refresh_token"), Map.of()));
        assertEquals(200, laptop.call(there.get("access_token")).status());
        assertEquals(200, laptop.refresh(there.get("refresh_token"), Map.of()).status());
    }

    @Test
    void RF_05_a_refresh_token_belongs_to_its_client() {
        RawClient client = RawClient.of(broker);
        String token = client.tokens(Map.of()).get("refresh_token");
        assertError("invalid_grant", RawClient.of(broker).refresh(token, Map.of()));
        assertEquals(200, client.refresh(token, Map.of()).status());
    }

    @Test
    void RF_06_a_scope_cannot_grow() {
        RawClient client = RawClient.of(broker);
        String token = client.tokens(Map.of("scope", "mcp:read")).get("refresh_token");
        Map<String, String> wider = Map.of("scope", "mcp:read mcp:write");
        assertError("invalid_scope", client.refresh(token, wider));
        assertEquals(200, client.refresh(token, Map.of()).status());
    }

    @Test
    void RF_07_a_scope_can_shrink_and_the_next_refresh_has_all_of_it() {
        RawClient client = RawClient.of(broker);
        String token = client.tokens(Map.of()).get("refresh_token");
        Members less = Members.of(client.refresh(token, Map.of("scope", "mcp:read")));
        assertEquals("mcp:read", less.get("scope"));
        assertEquals("mcp:read mcp:write", refreshed(client, less).get("scope"));
    }

    @Test
    void RF_08_a_refresh_without_resource_keeps_the_audience() {
        RawClient client = RawClient.of(broker);
        Members first = client.tokens(Map.of("resource", TWO));
        Members second = refreshed(client, first);
        assertEquals(TWO, audience(second));
        Answer third = client.refresh(second.get("refresh_token"), Map.of("resource", TWO));
        assertEquals(TWO, audience(Members.of(third)));
    }

    @Test
    void RF_09_a_refresh_for_another_resource_is_invalid_target() {
        RawClient client = RawClient.of(broker);
        String token = client.tokens(Map.of()).get("refresh_token");
        assertError("invalid_target", client.refresh(token, Map.of("resource", TWO)));
        assertEquals(200, client.refresh(token, Map.of()).status());
    }

    @Test
    void RF_10_fifty_refreshes_at_once_have_one_successor_and_equal_bodies() throws Exception {
        RawClient client = RawClient.of(broker);
        String token = client.tokens(Map.of()).get("refresh_token");
        List<Answer> answers = atOnce(50, () -> client.refresh(token, Map.of()));
        Set<String> bodies = new HashSet<>();
        for (Answer each : answers) {
            assertEquals(200, each.status(), each::toString);
            bodies.add(each.body());
        }
        assertEquals(1, bodies.size());
        Members successor = new Members(Json.object(bodies.iterator().next()));
        assertEquals(200, client.call(successor.get("access_token")).status());
        refreshed(client, successor);
    }

    private static Members refreshed(RawClient client, Members tokens) {
        Answer answer = client.refresh(tokens.get("refresh_token"), Map.of());
        assertEquals(200, answer.status(), answer::toString);
        return Members.of(answer);
    }

    private static Object audience(Members tokens) {
        String access = tokens.get("access_token");
        long id = Long.parseLong(access.split("_", 4)[2], 36);
        return broker.store()
                .database()
                .read(tx -> broker.store().accessTokens().holding(tx, id))
                .orElseThrow()
                .grant()
                .resource();
    }

    private static String mcp() {
        return broker.settings().issuer() + "/mcp";
    }

    private static List<Answer> atOnce(int count, Callable<Answer> work) throws Exception {
        List<Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Answer>> works = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                works.add(work);
            }
            for (Future<Answer> each : threads.invokeAll(works)) {
                answers.add(each.get());
            }
        }
        return answers;
    }

    private static void assertError(String error, Answer answer) {
        assertEquals(400, answer.status(), answer::toString);
        assertEquals(error, Members.of(answer).get("error"));
    }
}
