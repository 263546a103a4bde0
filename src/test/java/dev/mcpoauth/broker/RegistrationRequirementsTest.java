package dev.mcpoauth.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.TestBroker;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.store.Client;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7591 over real HTTP, row by row.
final class RegistrationRequirementsTest {
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
    void RG_01_RG_02_registration_answers_201_with_JSON_that_no_cache_keeps() {
        HttpResponse<String> answer = register(Map.of());
        assertEquals(201, answer.statusCode());
        assertEquals("application/json", answer.headers().firstValue("Content-Type").orElse(""));
        assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));
        assertFalse(text(answer, "client_id").isEmpty());
    }

    @Test
    void RG_03_RG_07_all_registered_metadata_is_returned_without_nulls() {
        Map<String, Object> said =
                Map.of(
                        "client_name", "Ünïcode 🙂",
                        "redirect_uris", List.of(TestBroker.CALLBACK, "https://a.example/cb?x=1"),
                        "grant_types", List.of("authorization_code", "refresh_token"),
                        "response_types", List.of("code"),
                        "token_endpoint_auth_method", "none",
                        "scope", "mcp:read",
                        "client_uri", "https://a.example",
                        "logo_uri", "https://a.example/logo.png",
                        "software_id", "a",
                        "software_version", "1");
        Map<String, Object> body = Json.object(register(said).body());
        said.forEach((name, value) -> assertEquals(value, body.get(name), name));
        assertFalse(body.containsValue(null), body::toString);
    }

    @Test
    void RG_04_a_public_client_gets_no_secret() {
        assertEquals(null, value(register(Map.of()), "client_secret"));
    }

    @Test
    void RG_05_RG_06_a_confidential_client_gets_a_secret_of_plain_characters() {
        HttpResponse<String> answer =
                register(Map.of("token_endpoint_auth_method", "client_secret_post"));
        assertEquals(0, value(answer, "client_secret_expires_at"));
        assertTrue(text(answer, "client_secret").matches("[A-Za-z0-9]{40,}"));
        assertTrue(text(answer, "client_id").matches("[A-Za-z0-9]+"));
    }

    @Test
    void RG_08_unknown_members_are_ignored() {
        assertEquals(201, register(Map.of("x_unknown", Map.of("a", List.of(1, 2)))).statusCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://client.example/cb",
                "https://client.example/cb#fragment",
                "javascript:alert(1)",
                "JaVaScRiPt:alert(1)",
                "data:text/html,x",
                "file:///etc/passwd",
                "vbscript:x",
                "https://user@client.example/cb",
                "https://client.example/*",
                "https://client.example/a/../b",
                "https://client.example\\@evil.example/",
                "https:///cb",
                "/relative",
                "cb",
                "https://client.example/\u0000",
                "https://client.example/a b",
                "",
            })
    void RG_09_a_redirect_uri_that_is_not_safe_is_refused(String uri) {
        assertError(400, "invalid_redirect_uri", register(Map.of("redirect_uris", List.of(uri))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://claude.ai/api/mcp/auth_callback https://claude.com/api/mcp/auth_callback",
                "http://localhost:3118/callback http://127.0.0.1:8080/callback",
                "https://insiders.vscode.dev/redirect https://vscode.dev/redirect"
                        + " http://127.0.0.1/ http://127.0.0.1:33418/",
                "cursor://anysphere.cursor-mcp/oauth/callback"
                        + " https://www.cursor.com/agents/mcp/oauth/callback"
                        + " http://localhost:8787/callback",
                "https://chatgpt.com/connector_platform_oauth_redirect",
                "http://127.0.0.1:19876/mcp/oauth/callback http://[::1]:4000/callback",
                "com.example.app:/callback",
            })
    void RG_10_the_redirect_uris_of_known_clients_are_accepted(String uris) {
        List<String> all = List.of(uris.split(" ", -1));
        HttpResponse<String> answer = register(Map.of("redirect_uris", all));
        assertEquals(201, answer.statusCode(), answer.body());
        assertEquals(all, value(answer, "redirect_uris"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "\"x\"",
                "x",
                "null",
                "7",
                "{",
                "{} {}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":",
            })
    void RG_11_a_body_that_is_no_JSON_object_is_refused(String body) {
        assertError(400, "invalid_client_metadata", broker.json("POST", "/register", body));
    }

    @Test
    void RG_11_a_deep_body_is_refused_and_a_large_one_is_413() {
        String deep = "{\"redirect_uris\":" + "[".repeat(200) + "]".repeat(200) + "}";
        assertError(400, "invalid_client_metadata", broker.json("POST", "/register", deep));
        String large = "{\"x\":\"" + "x".repeat(70_000) + "\"}";
        assertError(413, "invalid_request", broker.json("POST", "/register", large));
    }

    @Test
    void RG_11_only_application_json_is_read() {
        String body = "{\"redirect_uris\":[\"%s\"]}".formatted(TestBroker.CALLBACK);
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "x", "/")) {
            String answer =
                    broker.raw(
                            "POST /register HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                                    + ("Content-Type: " + type + "\r\n")
                                    + ("Content-Length: " + body.length() + "\r\n\r\n" + body));
            assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
            assertTrue(answer.contains("\"error\":"), answer);
        }
    }

    @Test
    void RG_12_redirect_uris_are_needed_as_a_list_of_at_most_20() {
        for (Object uris :
                new Object[] {
                    List.of(), "http://127.0.0.1/", 7, List.of(7), many(21), List.of(long_(2001))
                }) {
            HttpResponse<String> answer = register(Map.of("redirect_uris", uris));
            assertError(400, "invalid_redirect_uri", answer);
        }
        assertEquals(201, register(Map.of("redirect_uris", many(20))).statusCode());
        assertEquals(201, register(Map.of("redirect_uris", List.of(long_(2000)))).statusCode());
        assertError(
                400,
                "invalid_redirect_uri",
                broker.json("POST", "/register", "{\"client_name\":\"x\"}"));
    }

    @Test
    void RG_13_unsupported_grant_types_are_dropped() {
        HttpResponse<String> answer =
                register(
                        Map.of(
                                "grant_types",
                                List.of(
                                        "authorization_code",
                                        "refresh_token",
                                        "urn:ietf:params:oauth:grant-type:device_code")));
        assertEquals(201, answer.statusCode());
        assertEquals(List.of("authorization_code", "refresh_token"), value(answer, "grant_types"));
        assertError(
                400,
                "invalid_client_metadata",
                register(Map.of("grant_types", List.of("password"))));
    }

    @Test
    void RG_14_an_unknown_scope_is_no_error() {
        assertEquals(201, register(Map.of("scope", "openid email profile mcp:read")).statusCode());
    }

    @Test
    void RG_15_no_method_means_client_secret_basic() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("redirect_uris", List.of(TestBroker.CALLBACK));
        HttpResponse<String> answer = broker.json("POST", "/register", Json.write(body));
        assertEquals("client_secret_basic", value(answer, "token_endpoint_auth_method"));
        assertNotNull(value(answer, "client_secret"));
    }

    @Test
    void RG_16_an_unsupported_method_is_refused() {
        for (Object method : new Object[] {"tls_client_auth", "client_secret_jwt", 7, "", "NONE"}) {
            HttpResponse<String> answer = register(Map.of("token_endpoint_auth_method", method));
            if (method.equals("")) {
                assertEquals("client_secret_basic", value(answer, "token_endpoint_auth_method"));
            } else {
                assertError(400, "invalid_client_metadata", answer);
            }
        }
    }

    @Test
    void RG_17_the_registration_endpoint_is_not_for_GET() {
        HttpResponse<String> answer = broker.get("/register");
        assertEquals(405, answer.statusCode());
        assertEquals("POST", answer.headers().firstValue("Allow").orElse("").strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"client_name\":\"NUL \\u0000\"}",
                "{\"client_name\":\"line\\u000abreak\"}",
                "{\"client_name\":\"turned \\u202e text\"}",
                "{\"client_name\":\"half \\ud800 of a character\"}",
                "{\"client_name\":7}",
                "{\"client_name\":\"LONG\"}",
                "{\"client_uri\":\"javascript:alert(1)\"}",
                "{\"logo_uri\":\"data:image/png;base64,x\"}",
                "{\"client_uri\":\"https://a.example/\\\"><script>\"}",
                "{\"response_types\":[\"token\"]}",
                "{\"response_types\":\"code\"}",
                "{\"grant_types\":[null]}",
                "{\"scope\":[\"a\"]}",
                "{\"token_endpoint_auth_method\":\"private_key_jwt\"}",
                "{\"jwks\":{\"keys\":[]}}",
                "{\"jwks\":{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}}",
                "{\"jwks\":\"x\"}",
                "{\"jwks_uri\":\"http://127.0.0.1/keys\"}",
                "{\"jwks_uri\":\"https://10.0.0.1/keys\"}",
                "{\"jwks_uri\":\"https://a.example/k\",\"jwks\":{\"keys\":[]}}",
            })
    void RG_09_other_members_that_are_not_right_are_refused(String members) {
        String body =
                members.replace("LONG", "x".repeat(201))
                        .replaceFirst(
                                "^\\{", "{\"redirect_uris\":[\"" + TestBroker.CALLBACK + "\"],");
        assertError(400, "invalid_client_metadata", broker.json("POST", "/register", body));
    }

    @Test
    void closed_registration_is_refused_and_not_advertised() {
        try (TestBroker off = TestBroker.start(folder, Map.of("registration", "off"))) {
            assertError(403, "access_denied", post(off));
            assertFalse(metadata(off).containsKey("registration_endpoint"));
        }
    }

    @Test
    void with_an_initial_access_token_only_its_holder_registers() {
        try (TestBroker closed = TestBroker.start(folder, Map.of("registration", "token"))) {
            String token = RegisterClient.initialToken(closed.store().sealer()).value();
            HttpResponse<String> refused = post(closed);
            assertError(401, "invalid_token", refused);
            String challenge = refused.headers().firstValue("WWW-Authenticate").orElse("");
            assertEquals("Bearer", challenge, "RFC 6750 3.1: no error without credentials");
            assertError(401, "invalid_token", post(closed, "Authorization", "Bearer x" + token));
            assertEquals(201, post(closed, "Authorization", "Bearer " + token).statusCode());
            assertTrue(metadata(closed).containsKey("registration_endpoint"));
        }
    }

    @Test
    void clients_that_nobody_used_make_room_the_oldest_first() {
        try (TestBroker other = TestBroker.start(folder.resolve("many"), Map.of())) {
            String used = String.valueOf(other.register("none").get("client_id"));
            assertEquals(200, login(other, used));
            ClientMetadata metadata =
                    ClientMetadata.of("flood", List.of(TestBroker.CALLBACK), "none");
            Instant old = Instant.now().minusSeconds(1000);
            other.store()
                    .database()
                    .write(tx -> {
                        for (int i = 0; i < 10_063; i++) {
                            Client client =
                                    new Client("flood" + i, metadata, null, "dcr", old, null, null);
                            other.store().clients().insert(tx, client);
                        }
                        return true;
                    });
            List<String> fresh =
                    IntStream.range(0, 64)
                            .mapToObj(i -> String.valueOf(other.register("none").get("client_id")))
                            .toList();
            List<String> left =
                    other.store().database().read(other.store().clients()::list).stream()
                            .map(Client::id)
                            .toList();
            assertTrue(left.size() <= 10_000 + 1 + 64, () -> "there are " + left.size());
            assertTrue(left.contains(used));
            assertTrue(left.containsAll(fresh));
            assertTrue(left.contains("flood9999"));
        }
    }

    private static int login(TestBroker at, String id) {
        Map<String, String> form = TestBroker.exchange(at.code(id));
        form.put("client_id", id);
        return at.form("/token", form).statusCode();
    }

    private static HttpResponse<String> register(Map<String, Object> changes) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("client_name", "a client");
        body.put("redirect_uris", List.of(TestBroker.CALLBACK));
        body.put("token_endpoint_auth_method", "none");
        body.putAll(changes);
        return broker.json("POST", "/register", Json.write(body));
    }

    private static HttpResponse<String> post(TestBroker at, String... headers) {
        String body = "{\"redirect_uris\":[\"%s\"]}".formatted(TestBroker.CALLBACK);
        return at.json("POST", "/register", body, headers);
    }

    private static Map<String, Object> metadata(TestBroker at) {
        return Json.object(at.get("/.well-known/oauth-authorization-server").body());
    }

    private static List<String> many(int count) {
        return IntStream.range(0, count).mapToObj(i -> "https://a.example/" + i).toList();
    }

    private static String long_(int length) {
        String start = "https://a.example/";
        return start + String.join("", Collections.nCopies(length - start.length(), "x"));
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
