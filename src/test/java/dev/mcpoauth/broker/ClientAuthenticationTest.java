package dev.mcpoauth.broker;

import static dev.mcpoauth.broker.RefreshRequest.assertAnswer;
import static dev.mcpoauth.broker.RefreshRequest.basic;
import static dev.mcpoauth.broker.RefreshRequest.refresh;
import static dev.mcpoauth.broker.RefreshRequest.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.TestBroker;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.store.Client;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How clients prove who they are at the token endpoint, over real HTTP.
///
/// The refresh token in these requests is made up: a client that proved itself is told
/// `invalid_grant`, one that did not `invalid_client`.
final class ClientAuthenticationTest {
    private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    @TempDir Path folder;
    private TestBroker broker;

    @BeforeEach
    void start() {
        broker = TestBroker.start(folder, Map.of("cimd.allow_loopback", true));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void TK_17_an_unknown_client_is_told_invalid_client() {
        assertAnswer(401, "invalid_client", refresh(broker, Map.of("client_id", "nobody")));
        assertAnswer(401, "invalid_client", refresh(broker, Map.of()));
    }

    @Test
    void TK_18_a_wrong_secret_by_Basic_is_401_with_a_Basic_challenge() {
        String id = text(broker.register("client_secret_basic"), "client_id");
        HttpResponse<String> answer =
                refresh(broker, Map.of(), "Authorization", basic(id, "wrong"));
        assertAnswer(401, "invalid_client", answer);
        assertTrue(answer.headers().firstValue("WWW-Authenticate").orElse("").startsWith("Basic "));
    }

    @Test
    void TK_18_a_malformed_Basic_header_is_401_and_never_more() {
        for (String header :
                List.of("Basic", "Basic ", "Basic !!!", "Basic Og==", "Basic eA==", "basic :")) {
            HttpResponse<String> answer = refresh(broker, Map.of(), "Authorization", header);
            assertEquals(401, answer.statusCode(), header);
        }
        assertAnswer(
                401,
                "invalid_client",
                refresh(broker, Map.of(), "Authorization", basic("%zz", "%")));
    }

    @Test
    void TK_19_a_confidential_client_without_its_secret_is_refused() {
        for (String method : List.of("client_secret_basic", "client_secret_post")) {
            String id = text(broker.register(method), "client_id");
            assertAnswer(401, "invalid_client", refresh(broker, Map.of("client_id", id)));
            assertAnswer(
                    401,
                    "invalid_client",
                    refresh(broker, Map.of("client_id", id, "client_secret", "")));
        }
    }

    @Test
    void TK_20_each_method_works_for_the_client_that_registered_it_and_no_other() {
        Map<String, Object> basic = broker.register("client_secret_basic");
        Map<String, Object> post = broker.register("client_secret_post");
        assertAnswer(400, "invalid_grant", byBasic(basic));
        assertAnswer(400, "invalid_grant", byPost(post));
        assertAnswer(401, "invalid_client", byPost(basic));
        assertAnswer(401, "invalid_client", byBasic(post));
    }

    @Test
    void TK_20_a_client_that_registered_no_method_may_use_both() {
        HttpResponse<String> registered =
                broker.json(
                        "POST",
                        "/register",
                        "{\"redirect_uris\":[\"%s\"]}".formatted(TestBroker.CALLBACK));
        Map<String, Object> client = Json.object(registered.body());
        assertEquals("client_secret_basic", client.get("token_endpoint_auth_method"));
        assertAnswer(400, "unauthorized_client", byBasic(client));
        assertAnswer(400, "unauthorized_client", byPost(client));
    }

    @Test
    void TK_21_two_ways_at_once_are_invalid_request() {
        Map<String, Object> client = broker.register("client_secret_basic");
        String header = basic(text(client, "client_id"), text(client, "client_secret"));
        assertAnswer(
                400,
                "invalid_request",
                refresh(broker, Map.of("client_secret", "x"), "Authorization", header));
        assertAnswer(
                400,
                "invalid_request",
                refresh(
                        broker,
                        Map.of("client_assertion", "x", "client_assertion_type", TYPE),
                        "Authorization",
                        header));
        assertAnswer(
                400,
                "invalid_request",
                refresh(
                        broker,
                        Map.of("client_secret", "x", "client_assertion", "y", "client_id", "z")));
    }

    @Test
    void TK_30_Basic_credentials_may_be_raw_or_form_encoded() {
        Map<String, Object> client = broker.register("client_secret_basic");
        String id = text(client, "client_id");
        String secret = text(client, "client_secret");
        assertAnswer(
                400,
                "invalid_grant",
                refresh(broker, Map.of(), "Authorization", basic(id, secret)));
        String encoded =
                basic(id, secret.chars().mapToObj("%%%02x"::formatted).reduce("", String::concat));
        assertAnswer(400, "invalid_grant", refresh(broker, Map.of(), "Authorization", encoded));
    }

    @Test
    void TK_31_a_client_id_beside_matching_Basic_credentials_is_accepted() {
        Map<String, Object> client = broker.register("client_secret_basic");
        String id = text(client, "client_id");
        String header = basic(id, text(client, "client_secret"));
        assertAnswer(
                400,
                "invalid_grant",
                refresh(broker, Map.of("client_id", id), "Authorization", header));
        assertAnswer(
                401,
                "invalid_client",
                refresh(broker, Map.of("client_id", "x"), "Authorization", header));
    }

    @Test
    void TK_20_a_secret_that_has_expired_is_refused() {
        Map<String, Object> client = broker.register("client_secret_basic");
        String id = text(client, "client_id");
        Instant end = Instant.now().plusSeconds(60);
        broker.store()
                .database()
                .write(tx -> {
                    Client old = broker.store().clients().find(tx, id).orElseThrow();
                    return broker.store()
                            .clients()
                            .update(
                                    tx,
                                    new Client(
                                            id,
                                            old.metadata(),
                                            old.secretHash(),
                                            old.origin(),
                                            old.createdAt(),
                                            end,
                                            old.registrationHash()));
                });
        assertAnswer(400, "invalid_grant", byBasic(client));
        broker.stopClock(end.plusSeconds(1));
        assertAnswer(401, "invalid_client", byBasic(client));
    }

    private HttpResponse<String> byBasic(Map<String, Object> client) {
        return refresh(
                broker,
                Map.of(),
                "Authorization",
                basic(text(client, "client_id"), text(client, "client_secret")));
    }

    private HttpResponse<String> byPost(Map<String, Object> client) {
        return refresh(
                broker,
                Map.of(
                        "client_id", text(client, "client_id"),
                        "client_secret", text(client, "client_secret")));
    }
}
