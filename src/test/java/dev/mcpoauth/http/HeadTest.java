package dev.mcpoauth.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.TestBroker;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// RFC 9110 9.3.2: HEAD is GET without the body, or it is refused.
final class HeadTest {
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
    void what_only_reads_has_the_status_and_the_headers_of_GET() {
        for (String path :
                List.of(
                        "/.well-known/oauth-authorization-server",
                        "/.well-known/oauth-protected-resource/mcp",
                        "/.well-known/oauth-protected-resource/nope",
                        "/.well-known/nope",
                        "/jwks",
                        "/healthz",
                        "/readyz",
                        "/register/abc")) {
            HttpResponse<String> get = broker.get(path);
            HttpResponse<String> head = broker.method("HEAD", path);
            assertEquals(get.statusCode(), head.statusCode(), path);
            assertEquals(headers(get), headers(head), path);
            assertEquals("", head.body(), path);
        }
    }

    @Test
    void what_a_login_goes_through_is_refused_and_changes_nothing() {
        for (String path :
                List.of(
                        "/authorize?client_id=x",
                        "/login/x",
                        "/callback/demo?state=x",
                        "/consent",
                        "/inspector",
                        "/inspector/open/x",
                        "/token")) {
            HttpResponse<String> head = broker.method("HEAD", path);
            assertEquals(405, head.statusCode(), path);
            boolean posted = path.equals("/consent") || path.equals("/token");
            String allowed = posted ? "POST" : path.startsWith("/auth") ? "GET, POST" : "GET";
            assertEquals(allowed, head.headers().firstValue("Allow").orElse(""), path);
            assertTrue(head.headers().firstValue("Set-Cookie").isEmpty(), path);
        }
    }

    private static Map<String, List<String>> headers(HttpResponse<String> answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.remove("date");
        return headers;
    }
}
