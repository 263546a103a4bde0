package dev.mcpoauth.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class MetricsTest {
    private final Metrics metrics = new Metrics();

    @Test
    void requests_are_counted_by_route_and_status_and_no_value_of_a_request_is_a_label() {
        metrics.know(Set.of("/mcp", "/team/notes", ""));
        metrics.add("/token", 200, 1_000_000);
        metrics.add("/token", 200, 20_000_000);
        metrics.add("/callback/github", 302, 1);
        metrics.add("/secret-path-of-somebody", 404, 1);
        metrics.add("/login/a-ticket", 200, 1);
        for (String foreign : List.of("/zzaaa", "/zzaab/x", "/", "", "//token", "/teams")) {
            metrics.add(foreign, 204, 1);
            metrics.add(foreign, 421, 1);
        }
        metrics.add("/mcp", 202, 1);
        metrics.add("/team/notes", 202, 1);
        String text = metrics.text(Map.of("refresh_token_reused", 3L));
        assertTrue(text.contains("mcp_oauth_requests_total{route=\"token\",status=\"200\"} 2\n"));
        assertTrue(text.contains("seconds_bucket{route=\"token\",le=\"0.005\"} 1\n"), text);
        assertTrue(text.contains("seconds_bucket{route=\"token\",le=\"+Inf\"} 2\n"));
        assertTrue(text.contains("seconds_sum{route=\"token\"} 0.021000\n"));
        assertTrue(text.contains("{route=\"callback\",status=\"302\"} 1\n"));
        assertTrue(text.contains("{route=\"other\",status=\"404\"} 1\n"));
        assertTrue(text.contains("{route=\"other\",status=\"421\"} 6\n"), text);
        assertTrue(text.contains("{route=\"mcp\",status=\"202\"} 1\n"), text);
        assertTrue(text.contains("{route=\"team\",status=\"202\"} 1\n"), text);
        assertFalse(text.contains("zzaa"), text);
        assertTrue(text.contains("mcp_oauth_events_total{event=\"refresh_token_reused\"} 3\n"));
        assertFalse(text.contains("secret-path") || text.contains("a-ticket"));
    }

    @Test
    void the_operations_port_tells_metrics_and_readiness() throws Exception {
        AtomicBoolean ready = new AtomicBoolean(true);
        InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (OperationsDoor door = OperationsDoor.open(free, () -> "metrics\n", ready::get);
                HttpClient http = HttpClient.newHttpClient()) {
            assertEquals("metrics\n", get(http, door, "/metrics").body());
            assertEquals(200, get(http, door, "/healthz").statusCode());
            assertEquals(200, get(http, door, "/readyz").statusCode());
            ready.set(false);
            assertEquals(503, get(http, door, "/readyz").statusCode());
        }
    }

    private static HttpResponse<String> get(HttpClient http, OperationsDoor door, String path)
            throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + door.port() + path);
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
