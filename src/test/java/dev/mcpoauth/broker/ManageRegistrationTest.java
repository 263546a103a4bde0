package dev.mcpoauth.broker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.mcpoauth.TestBroker;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.Clients;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A client and its own registration, over real HTTP (RFC 7592).
final class ManageRegistrationTest {
    @TempDir static Path folder;
    private static TestBroker broker;

    @BeforeAll
    static void start() {
        broker = TestBroker.start(folder, Map.of());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void RFC_7592_a_client_reads_changes_and_deletes_its_registration() {
        HttpResponse<String> made =
                register(Map.of("token_endpoint_auth_method", "client_secret_post"));
        String id = text(made, "client_id");
        String path = "/register/" + id;
        assertEquals(broker.issuer() + path, text(made, "registration_client_uri"));
        String bearer = "Bearer " + text(made, "registration_access_token");
        HttpResponse<String> read = broker.get(path, "Authorization", bearer);
        assertEquals(200, read.statusCode());
        assertEquals(id, text(read, "client_id"));
        assertEquals(null, value(read, "client_secret"), "told once");
        assertEquals(bearer, "Bearer " + text(read, "registration_access_token"));
        Map<String, Object> change = new LinkedHashMap<>();
        change.put("client_id", id);
        change.put("client_secret", text(made, "client_secret"));
        change.put("client_name", "renamed");
        change.put("redirect_uris", List.of("https://new.example/cb"));
        change.put("token_endpoint_auth_method", "client_secret_post");
        HttpResponse<String> changed = put(path, change, bearer);
        assertEquals(200, changed.statusCode(), changed.body());
        assertEquals("renamed", text(changed, "client_name"));
        assertEquals(bearer, "Bearer " + text(changed, "registration_access_token"));
        assertEquals(List.of("https://new.example/cb"), value(changed, "redirect_uris"));
        assertEquals(List.of("authorization_code"), value(changed, "grant_types"), "replaced");
        assertEquals(204, broker.method("DELETE", path, "Authorization", bearer).statusCode());
        HttpResponse<String> gone = broker.get(path, "Authorization", bearer);
        assertError(401, "invalid_token", gone);
        assertEquals("Bearer error=\"invalid_token\"", challenge(gone));
        assertEquals("Bearer", challenge(broker.get(path)), "RFC 6750 3.1");
    }

    private static String challenge(HttpResponse<String> answer) {
        return answer.headers().firstValue("WWW-Authenticate").orElse("");
    }

    @Test
    void RFC_7592_a_change_of_method_gives_or_takes_the_secret() {
        HttpResponse<String> made = register(Map.of());
        String path = "/register/" + text(made, "client_id");
        String bearer = "Bearer " + text(made, "registration_access_token");
        Map<String, Object> change = new LinkedHashMap<>();
        change.put("client_id", text(made, "client_id"));
        change.put("redirect_uris", List.of(TestBroker.CALLBACK));
        change.put("token_endpoint_auth_method", "client_secret_basic");
        assertNotNull(value(put(path, change, bearer), "client_secret"));
        assertEquals(null, value(put(path, change, bearer), "client_secret"), "kept, not told");
        change.put("token_endpoint_auth_method", "none");
        assertEquals(null, value(put(path, change, bearer), "client_secret"));
        assertEquals(
                "invalid_grant",
                Json.object(
                                broker.form(
                                                "/token",
                                                Map.of(
                                                        "grant_type",
                                                        "authorization_code",
                                                        "code",
                                                        "x",
                                                        "code_verifier",
                                                        TestBroker.VERIFIER,
                                                        "client_id",
                                                        text(made, "client_id")))
                                        .body())
                        .get("error"));
    }

    @Test
    void a_change_keeps_the_secret_that_was_given_while_it_was_read() throws Exception {
        HttpResponse<String> made =
                register(Map.of("token_endpoint_auth_method", "client_secret_post"));
        String id = text(made, "client_id");
        String bearer = "Bearer " + text(made, "registration_access_token");
        String body =
                """
                {"client_id":"%s","redirect_uris":["%s"],"token_endpoint_auth_method":"%s"}
                """
                        .formatted(id, TestBroker.CALLBACK, "client_secret_basic");
        Foundation on =
                new Foundation(broker.settings(), broker.store(), Instant::now, new SecureRandom());
        ManageRegistration manage = Broker.of(on, tokens -> Map.of()).manage();
        Thread change = new Thread(() -> manage.update(id, bearer, body));
        Clients clients = broker.store().clients();
        byte[] rotated = new Secret("rotated").hash();
        broker.store()
                .database()
                .write(tx -> {
                    change.start();
                    // it has read the client and waits for its turn to write
                    while (change.isAlive() && change.getState() != Thread.State.WAITING) {
                        Thread.onSpinWait();
                    }
                    Client old = clients.find(tx, id).orElseThrow();
                    return clients.update(tx, withSecret(old, rotated));
                });
        change.join();
        Client now = broker.store().database().read(tx -> clients.find(tx, id)).orElseThrow();
        assertArrayEquals(rotated, now.secretHash());
        assertEquals("client_secret_basic", now.metadata().authMethod());
    }

    private static Client withSecret(Client old, byte[] hash) {
        return new Client(
                old.id(),
                old.metadata(),
                hash,
                old.origin(),
                old.createdAt(),
                null,
                old.registrationHash());
    }

    @Test
    void RFC_7592_a_change_that_breaks_the_rules_is_refused() {
        HttpResponse<String> made = register(Map.of());
        String path = "/register/" + text(made, "client_id");
        String bearer = "Bearer " + text(made, "registration_access_token");
        Map<String, Object> good = new LinkedHashMap<>();
        good.put("client_id", text(made, "client_id"));
        good.put("redirect_uris", List.of(TestBroker.CALLBACK));
        good.put("token_endpoint_auth_method", "none");
        for (Map<String, Object> wrong :
                List.<Map<String, Object>>of(
                        Map.of("client_id", "another"),
                        Map.of("registration_access_token", "x"),
                        Map.of("registration_client_uri", "x"),
                        Map.of("client_secret_expires_at", 0),
                        Map.of("client_id_issued_at", 0),
                        Map.of("client_secret", "x"))) {
            Map<String, Object> body = new LinkedHashMap<>(good);
            body.putAll(wrong);
            assertError(400, "invalid_client_metadata", put(path, body, bearer));
        }
        Map<String, Object> evil = new LinkedHashMap<>(good);
        evil.put("redirect_uris", List.of("javascript:x"));
        assertError(400, "invalid_redirect_uri", put(path, evil, bearer));
        assertEquals(200, put(path, good, bearer).statusCode());
    }

    @Test
    void RFC_7592_only_the_clients_own_token_counts() {
        HttpResponse<String> one = register(Map.of());
        HttpResponse<String> two = register(Map.of());
        String path = "/register/" + text(one, "client_id");
        for (String header :
                List.of(
                        "Bearer " + text(two, "registration_access_token"),
                        "Bearer x",
                        "Bearer",
                        "Basic eDp5")) {
            assertError(401, "invalid_token", broker.get(path, "Authorization", header));
            assertError(
                    401, "invalid_token", broker.method("DELETE", path, "Authorization", header));
        }
        assertError(401, "invalid_token", broker.get(path));
        assertError(401, "invalid_token", broker.get("/register/nobody"));
        assertError(401, "invalid_token", broker.get("/register/%C3%A9"));
        assertEquals(
                200,
                broker.get(
                                path,
                                "Authorization",
                                "Bearer " + text(one, "registration_access_token"))
                        .statusCode());
    }

    @Test
    void RFC_7592_the_tokens_of_a_deleted_client_die() {
        Map<String, Object> client = broker.register("none");
        String id = String.valueOf(client.get("client_id"));
        Map<String, String> form = TestBroker.exchange(broker.code(id));
        form.put("client_id", id);
        Map<String, Object> tokens = Json.object(broker.form("/token", form).body());
        String access = "Bearer " + tokens.get("access_token");
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
        assertEquals(200, broker.json("POST", "/mcp", ping, "Authorization", access).statusCode());
        String bearer = "Bearer " + client.get("registration_access_token");
        assertEquals(
                204,
                broker.method("DELETE", "/register/" + id, "Authorization", bearer).statusCode());
        assertEquals(401, broker.json("POST", "/mcp", ping, "Authorization", access).statusCode());
        assertError(
                401,
                "invalid_client",
                broker.form(
                        "/token",
                        Map.of(
                                "grant_type",
                                "refresh_token",
                                "refresh_token",
                                String.valueOf(tokens.get("refresh_token")),
                                "client_id",
                                id)));
    }

    private static HttpResponse<String> register(Map<String, Object> changes) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("client_name", "a client");
        body.put("redirect_uris", List.of(TestBroker.CALLBACK));
        body.put("token_endpoint_auth_method", "none");
        body.putAll(changes);
        return broker.json("POST", "/register", Json.write(body));
    }

    private static HttpResponse<String> put(
            String path, Map<String, Object> body, String authorization) {
        return broker.json("PUT", path, Json.write(body), "Authorization", authorization);
    }

    private static @Nullable Object value(HttpResponse<String> answer, String name) {
        return Json.object(answer.body()).get(name);
    }

    private static String text(HttpResponse<String> answer, String name) {
        return String.valueOf(value(answer, name));
    }

    private static void assertError(int status, String error, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(error, value(answer, "error"), answer.body());
    }
}
