package dev.mcpoauth.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mcpoauth.TestBroker;
import dev.mcpoauth.json.Json;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// A request with a refresh token that nobody issued: whoever gets as far as `invalid_grant` was
/// taken for the client.
final class RefreshRequest {
    private RefreshRequest() {}

    static HttpResponse<String> refresh(
            TestBroker broker, Map<String, String> more, String... headers) {
        Map<String, String> form = new LinkedHashMap<>(more);
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", "made up");
        return broker.form("/token", form, headers);
    }

    static String basic(String id, String secret) {
        String text = id + ":" + secret;
        return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(Map<String, Object> body, String name) {
        return String.valueOf(body.get(name));
    }

    static void assertAnswer(int status, String error, HttpResponse<String> answer) {
        assertEquals(error, Json.object(answer.body()).get("error"), answer.body());
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));
    }
}
