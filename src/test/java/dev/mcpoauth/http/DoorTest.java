package dev.mcpoauth.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.TestBroker;
import dev.mcpoauth.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the broker does with requests that are strange, large, malformed or from the wrong place.
final class DoorTest {
    private static final List<String> PATHS =
            List.of(
                    "/.well-known/oauth-authorization-server",
                    "/.well-known/oauth-protected-resource/mcp",
                    "/.well-known/nonsense",
                    "/nonsense",
                    "/authorize",
                    "/authorize?client_id=x",
                    "/callback/demo?state=x",
                    "/login/x",
                    "/healthz",
                    "/register/x");

    @TempDir static Path folder;
    private static TestBroker broker;

    @BeforeAll
    static void start() {
        broker = TestBroker.start(folder, Map.of("listen.public_names", List.of("Broker.Example")));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void every_answer_has_the_headers_that_keep_browsers_safe() {
        for (String path : PATHS) {
            HttpResponse<String> answer = broker.get(path);
            assertEquals("nosniff", header(answer, "X-Content-Type-Options"), path);
            assertEquals("no-referrer", header(answer, "Referrer-Policy"), path);
            assertEquals("DENY", header(answer, "X-Frame-Options"), path);
            String policy = header(answer, "Content-Security-Policy");
            assertTrue(policy.contains("default-src 'none'"), path);
            assertTrue(policy.contains("frame-ancestors 'none'"), path);
            assertFalse(policy.contains("form-action"), path + " AZ-26");
            assertEquals("", header(answer, "Server"), path);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"broker.example", "BROKER.example:8443", "localhost:1", "[::1]:1"})
    void MD_19_names_that_are_ours_are_served_and_change_nothing(String host) {
        String answer = ask("GET /.well-known/oauth-authorization-server", "Host: " + host);
        assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
        assertTrue(answer.contains("\"issuer\":\"" + broker.issuer() + "\""), answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example",
                "Host: 127.0.0.1.evil.example",
                "Host: localhost.evil.example",
                "Host: broker.example.evil.example:80",
                "Host: evil.example\r\nX-Forwarded-Host: localhost",
            })
    void MD_19_other_names_are_not_served(String host) {
        for (String request : List.of("GET /healthz", "GET /authorize", "POST /token")) {
            String answer = ask(request, host);
            assertTrue(answer.startsWith("HTTP/1.1 421"), answer);
            assertFalse(answer.contains("evil.example"), answer);
        }
    }

    @Test
    void MD_19_forwarded_headers_change_nothing() {
        HttpResponse<String> answer =
                broker.get(
                        "/.well-known/oauth-authorization-server",
                        "X-Forwarded-Host",
                        "evil.example",
                        "X-Forwarded-Proto",
                        "https",
                        "Forwarded",
                        "host=evil.example");
        assertEquals(broker.issuer(), Json.object(answer.body()).get("issuer"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/.well-known/oauth-authorization-server",
                "/.well-known/oauth-protected-resource/mcp",
                "/register",
                "/token",
                "/revoke",
            })
    void MD_18_scripts_of_any_page_may_ask_and_call(String path) {
        String preflight =
                ask(
                        "OPTIONS " + path,
                        String.join(
                                "\r\n",
                                "Host: 127.0.0.1",
                                "Origin: https://page.example",
                                "Access-Control-Request-Method: POST",
                                "Access-Control-Request-Headers: mcp-protocol-version"));
        assertTrue(preflight.startsWith("HTTP/1.1 204"), preflight);
        assertTrue(preflight.contains("Access-Control-Allow-Origin: *"), preflight);
        assertTrue(preflight.contains("MCP-Protocol-Version"), preflight);
        assertTrue(preflight.contains("Authorization"), preflight);
        assertFalse(preflight.contains("Allow-Credentials"), preflight);
        String call =
                ask(
                        (path.startsWith("/.") ? "GET " : "POST ") + path,
                        "Host: 127.0.0.1\r\nOrigin: https://page.example");
        assertTrue(call.contains("Access-Control-Allow-Origin: *"), call);
    }

    @Test
    void a_page_on_this_machine_may_do_all_that_MCP_has() {
        HttpResponse<String> answer =
                broker.method("OPTIONS", "/mcp", "Origin", "http://localhost:6274");
        assertTrue(header(answer, "Access-Control-Allow-Methods").contains("DELETE"));
        String headers = header(answer, "Access-Control-Allow-Headers");
        for (String name :
                List.of("MCP-Protocol-Version", "Last-Event-ID", "Mcp-Method", "Mcp-Name")) {
            assertTrue(headers.contains(name), headers);
        }
        // any other, such as Mcp-Param-Region
        assertTrue(headers.endsWith(", *"), headers);
        String exposed = header(answer, "Access-Control-Expose-Headers");
        assertEquals("WWW-Authenticate, Mcp-Session-Id", exposed);
    }

    @Test
    void OPTIONS_names_the_methods_of_a_path_that_is_there() {
        HttpResponse<String> answer = broker.method("OPTIONS", "/authorize");
        assertEquals(204, answer.statusCode());
        assertEquals("GET, POST", header(answer, "Allow"));
        assertEquals(404, broker.method("OPTIONS", "/nonsense").statusCode());
        assertEquals(204, broker.method("OPTIONS", "/mcp").statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/authorize", "/consent", "/callback/demo", "/login/x", "/healthz"})
    void AZ_40_scripts_of_other_pages_may_not_read_what_people_see(String path) {
        for (String method : List.of("OPTIONS", "GET", "POST")) {
            String answer =
                    ask(method + " " + path, "Host: 127.0.0.1\r\nOrigin: https://page.example");
            assertFalse(answer.contains("Access-Control-Allow-Origin"), answer);
        }
    }

    @Test
    void AZ_28_consent_from_a_page_of_another_origin_is_403() {
        for (String origin : List.of("https://evil.example", "https://127.0.0.1", "file://")) {
            String answer = ask("POST /consent", "Host: 127.0.0.1\r\nOrigin: " + origin);
            assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
            assertTrue(answer.contains("text/html"), answer);
        }
    }

    @Test
    void a_path_written_in_another_way_is_no_way_around_a_guard() {
        String page = "Host: 127.0.0.1\r\nOrigin: https://evil.example";
        for (String path : List.of("/consent", "/authorize", "/register", "/token", "/jwks")) {
            for (String other :
                    List.of(path + "/", "/" + path, path + "%2F", path + ";x", path + "//")) {
                String answer = ask("POST " + other, page);
                assertTrue(answer.matches("(?s)HTTP/1.1 40[04] .*"), other + "\n" + answer);
            }
        }
        for (String other : List.of("/%74oken", "/TOKEN", "/Authorize", "/./token/")) {
            assertTrue(ask("POST " + other, page).matches("(?s)HTTP/1.1 40[04] .*"), other);
        }
        assertTrue(ask("POST /mcp/", page).startsWith("HTTP/1.1 403"));
        for (String path :
                List.of(
                        "/.well-known/oauth-authorization-server/",
                        "/.well-known/oauth-protected-resource/",
                        "/.well-known/oauth-protected-resource/mcp/")) {
            assertEquals(200, broker.get(path).statusCode(), path);
        }
        assertEquals(401, broker.json("POST", "/mcp/", "{}").statusCode());
    }

    @Test
    void TK_24_RG_17_a_wrong_method_is_405_and_names_the_right_ones() {
        for (String path : List.of("/token", "/revoke", "/introspect", "/register")) {
            HttpResponse<String> answer = broker.get(path);
            assertEquals(405, answer.statusCode(), path);
            assertEquals("POST", header(answer, "Allow"), path);
            assertEquals("method_not_allowed", Json.object(answer.body()).get("error"));
        }
        assertEquals(405, broker.method("DELETE", "/authorize").statusCode());
        assertEquals(405, broker.method("PUT", "/token").statusCode());
    }

    @Test
    void MD_17_MD_16_unknown_addresses_are_404_in_JSON() {
        for (String path :
                List.of(
                        "/.well-known/nonsense",
                        "/.well-known/openid-configuration",
                        "/.well-known/oauth-authorization-server/mcp",
                        "/.well-known/oauth-protected-resource/unknown",
                        "/.well-known/oauth-protected-resource/a/b/c",
                        "/token/.well-known/openid-configuration",
                        "/",
                        "/favicon.ico")) {
            HttpResponse<String> answer = broker.get(path);
            assertEquals(404, answer.statusCode(), path);
            assertEquals("application/json", header(answer, "Content-Type"), path);
            assertEquals("not_found", Json.object(answer.body()).get("error"), path);
        }
    }

    @Test
    void what_is_too_long_is_told_so_in_JSON() {
        String long_ = "x".repeat(20_000);
        assertRefused(414, ask("GET /authorize?state=" + long_, "Host: 127.0.0.1"));
        assertRefused(431, ask("GET /healthz", "Host: 127.0.0.1\r\nX-Long: " + long_));
        for (String path : List.of("/token", "/register", "/revoke")) {
            String type =
                    path.equals("/register")
                            ? "application/json"
                            : "application/x-www-form-urlencoded";
            assertRefused(
                    413,
                    broker.raw(
                            "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                                            .formatted(path)
                                    + "Content-Type: %s\r\nContent-Length: 70000\r\n\r\n%s"
                                            .formatted(type, "x".repeat(70_000))));
        }
        String page =
                broker.raw(
                        "POST /consent HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                                + "Content-Type: application/x-www-form-urlencoded\r\n"
                                + "Content-Length: 70000\r\n\r\n"
                                + "x".repeat(70_000));
        assertTrue(page.startsWith("HTTP/1.1 413"), page);
        assertTrue(page.contains("<h1>"), page);
    }

    @Test
    void more_parameters_or_headers_than_anybody_needs_are_refused() {
        assertRefused(431, ask("GET /healthz", "Host: 127.0.0.1" + "\r\nX:".repeat(300)));
        String parameters = ask("GET /authorize?" + "a&".repeat(300), "Host: 127.0.0.1");
        assertTrue(parameters.contains("there are too many parameters"), parameters);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /%zz HTTP/1.1",
                "GET /callback/%c3%28?state=%zz HTTP/1.1",
                "GET /authorize?client_id=%zz&redirect_uri=% HTTP/1.1",
                "GET /authorize?client_id=%00 HTTP/1.1",
                "GET /authorize?%00=1&client_id=x HTTP/1.1",
                "GET /register/%00 HTTP/1.1",
                "GET /register/%ff HTTP/1.1",
                "GET /login/%0d%0aSet-Cookie:x HTTP/1.1",
                "GET /../../etc/passwd HTTP/1.1",
                "GET /a/..;/b HTTP/1.1",
                "GET //authorize HTTP/1.1",
                "NONSENSE",
                "G@T /healthz HTTP/1.1",
                "GET http://evil.example/healthz HTTP/1.1",
                "GET /.well-known/oauth-protected-resource/%2e%2e/x HTTP/1.1",
            })
    void a_malformed_request_is_4xx_and_never_5xx(String line) {
        String answer = broker.raw(line + "\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        assertTrue(answer.matches("(?s)HTTP/1\\.1 4\\d\\d .*"), answer);
        assertFalse(answer.contains("Exception"), answer);
        assertFalse(answer.contains("jetty"), answer);
        assertFalse(answer.contains("\r\nSet-Cookie:x"), answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: nonsense",
                "Content-Type: /",
                "Content-Type: ;;;=",
                "Content-Type: application/x-www-form-urlencoded; charset=nonsense",
                "Content-Type: application/x-www-form-urlencoded; charset",
                "Content-Type: multipart/form-data",
                "Content-Type: multipart/form-data; boundary=",
                "Content-Type: application/json",
                "X-Nothing: x",
                "Content-Type: application/x-www-form-urlencoded\r\nAuthorization: Basic !!!",
                "Content-Type: application/x-www-form-urlencoded\r\nAuthorization: \u00ff",
                "Content-Type: application/x-www-form-urlencoded\r\nContent-Encoding: gzip",
            })
    void a_body_that_cannot_be_read_is_4xx_and_never_5xx(String headers) {
        String body = "grant_type=refresh_token&refresh_token=%zz&client_id=%00%ff";
        for (String path : List.of("/token", "/revoke", "/introspect", "/register", "/consent")) {
            String answer =
                    broker.raw(
                            "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n%s\r\n"
                                            .formatted(path, headers)
                                    + "Content-Length: %d\r\n\r\n%s"
                                            .formatted(body.length(), body));
            assertTrue(answer.matches("(?s)HTTP/1\\.1 4\\d\\d .*"), path + "\n" + answer);
        }
    }

    @Test
    void TK_22_AZ_10_a_repeated_parameter_is_refused() {
        String answer = form("/token", "grant_type=refresh_token&grant_type=refresh_token");
        assertTrue(answer.contains("\"error\":\"invalid_request\""), answer);
        String id = String.valueOf(broker.register("none").get("client_id"));
        HttpResponse<String> twice =
                broker.get("/authorize?client_id=%s&client_id=%s".formatted(id, id));
        assertEquals(400, twice.statusCode(), "AZ-11");
        assertEquals("", header(twice, "Location"));
    }

    @Test
    void nothing_between_two_ampersands_is_no_parameter() {
        String id = String.valueOf(broker.register("none").get("client_id"));
        String query = broker.authorizeAddress(id, Map.of()).getRawQuery();
        HttpResponse<String> page = broker.get("/authorize?&" + query + "&&");
        assertEquals(200, page.statusCode(), page.body());
        assertTrue(form("/token", "&&grant_type=x&client_id=" + id + "&").contains("unsupported"));
    }

    @Test
    void TK_23_parameters_of_the_query_are_not_used() {
        String id = String.valueOf(broker.register("none").get("client_id"));
        HttpResponse<String> answer =
                broker.form("/token?grant_type=refresh_token&client_id=" + id, Map.of("a", "b"));
        assertEquals(400, answer.statusCode());
        assertTrue(answer.body().contains("grant_type is missing"), answer.body());
    }

    @Test
    void TK_25_errors_are_JSON_that_no_cache_keeps() {
        for (String path : List.of("/token", "/revoke", "/introspect")) {
            HttpResponse<String> answer = broker.form(path, Map.of());
            assertEquals("application/json", header(answer, "Content-Type"), path);
            assertEquals("no-store", header(answer, "Cache-Control"), path);
            assertFalse(answer.body().contains("null"), path);
        }
    }

    private static String form(String path, String body) {
        return broker.raw(
                "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n".formatted(path)
                        + "Content-Type: application/x-www-form-urlencoded\r\n"
                        + "Content-Length: %d\r\n\r\n%s".formatted(body.length(), body));
    }

    private static String ask(String request, String headers) {
        return broker.raw(
                request
                        + " HTTP/1.1\r\n"
                        + headers
                        + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }

    private static void assertRefused(int status, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
        assertTrue(answer.contains("application/json"), answer);
        assertTrue(answer.contains("\"error\":\"invalid_request\""), answer);
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
