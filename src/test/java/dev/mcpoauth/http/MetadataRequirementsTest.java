package dev.mcpoauth.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.RawHttp;
import dev.mcpoauth.TestBroker;
import dev.mcpoauth.json.Json;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The metadata document, row by row. The rows about strange hosts and paths are in [DoorTest].
final class MetadataRequirementsTest {
    private static final String PATH = "/.well-known/oauth-authorization-server";

    @TempDir static Path folder;
    private static TestBroker broker;
    private static HttpResponse<String> answer;
    private static Map<String, Object> body;

    @BeforeAll
    static void start() {
        broker = TestBroker.start(folder, Map.of());
        answer = broker.get(PATH);
        body = Json.object(answer.body());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void MD_01_MD_03_the_document_answers_200_as_JSON() {
        assertEquals(200, answer.statusCode());
        assertEquals("application/json", answer.headers().firstValue("Content-Type").orElse(""));
    }

    @Test
    void MD_02_an_issuer_with_a_path_has_its_document_after_the_well_known_part() {
        Map<String, Object> values = Map.of("issuer", "https://auth.example/team/a");
        try (TestBroker other = TestBroker.start(folder, with(values))) {
            String there = "http://127.0.0.1:" + other.port() + PATH;
            HttpResponse<String> inserted = other.ask(URI.create(there + "/team/a"));
            assertEquals(200, inserted.statusCode());
            assertEquals("https://auth.example/team/a", Json.object(inserted.body()).get("issuer"));
            assertEquals(404, other.ask(URI.create(there + "/team/b")).statusCode());
        }
    }

    @Test
    void a_resource_whose_path_is_percent_encoded_has_its_document_and_its_guard() {
        String url = "https://auth.example/a%20b";
        Map<String, Object> values =
                Map.of("issuer", "https://auth.example", "resources.odd", Map.of("url", url));
        try (TestBroker other = TestBroker.start(folder, with(values))) {
            URI there = URI.create("http://127.0.0.1:" + other.port());
            HttpResponse<String> found =
                    other.ask(there.resolve("/.well-known/oauth-protected-resource/a%20b"));
            assertEquals(200, found.statusCode());
            assertEquals(url, Json.object(found.body()).get("resource"));
            assertEquals(401, RawHttp.post(there.resolve("/a%20b"), "").status());
            String[] foreign = {"Origin: https://evil.example"};
            assertEquals(403, RawHttp.post(there.resolve("/a%20b"), "", foreign).status());
        }
    }

    @Test
    void MD_04_MD_05_the_issuer_is_the_configured_one_byte_for_byte() {
        assertEquals(broker.settings().issuer(), body.get("issuer"));
        assertTrue(broker.issuer().matches("http://127\\.0\\.0\\.1:\\d+"), broker.issuer());
    }

    @Test
    void MD_06_the_endpoints_and_the_code_response_are_there() {
        assertEquals(broker.issuer() + "/authorize", body.get("authorization_endpoint"));
        assertEquals(broker.issuer() + "/token", body.get("token_endpoint"));
        assertEquals(List.of("code"), body.get("response_types_supported"));
    }

    @Test
    void MD_07_MD_08_S256_is_the_only_challenge_method() {
        assertEquals(List.of("S256"), body.get("code_challenge_methods_supported"));
    }

    @Test
    void MD_09_iss_is_advertised() {
        assertEquals(true, body.get("authorization_response_iss_parameter_supported"));
    }

    @Test
    void MD_10_client_ids_that_are_URLs_are_advertised() {
        assertEquals(true, body.get("client_id_metadata_document_supported"));
    }

    @Test
    void MD_11_clients_without_a_secret_are_welcome() {
        List<String> methods =
                List.of("none", "client_secret_basic", "client_secret_post", "private_key_jwt");
        assertEquals(methods, body.get("token_endpoint_auth_methods_supported"));
        assertEquals(methods, body.get("revocation_endpoint_auth_methods_supported"));
        assertEquals(
                methods.subList(1, 4), body.get("introspection_endpoint_auth_methods_supported"));
        for (String endpoint : List.of("token", "revocation", "introspection")) {
            assertEquals(
                    List.of("ES256", "RS256", "PS256"),
                    body.get(endpoint + "_endpoint_auth_signing_alg_values_supported"));
        }
    }

    @Test
    void MD_12_registration_is_advertised() {
        assertEquals(broker.issuer() + "/register", body.get("registration_endpoint"));
    }

    @Test
    void MD_13_codes_and_refresh_tokens_are_advertised() {
        assertTrue(
                body.get("grant_types_supported") instanceof Collection<?> types
                        && types.containsAll(Set.of("authorization_code", "refresh_token")));
    }

    @Test
    void MD_14_nothing_is_null_or_empty() {
        assertFalse(answer.body().contains("null"), answer.body());
        assertFalse(answer.body().contains("[]"), answer.body());
    }

    @Test
    void MD_15_every_address_is_absolute_and_of_the_issuer() {
        body.forEach((name, value) -> {
            if (name.endsWith("_endpoint") || name.endsWith("_uri")) {
                assertTrue(String.valueOf(value).startsWith(broker.issuer() + "/"), name);
            }
        });
    }

    @Test
    void MD_19_every_revision_and_every_caller_gets_the_same_document() {
        for (String revision : List.of("2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28")) {
            assertEquals(answer.body(), broker.get(PATH, "MCP-Protocol-Version", revision).body());
        }
        assertEquals(answer.body(), broker.get(PATH, "Accept", "text/html").body());
    }

    private static Map<String, Object> with(Map<String, Object> values) {
        Map<String, Object> all = new java.util.LinkedHashMap<>(values);
        all.put("listen.port", freePort());
        all.put("listen.public_names", List.of("127.0.0.1"));
        return all;
    }

    private static int freePort() {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
