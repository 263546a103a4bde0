package dev.mcpoauth.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RedactorTest {
    private static final String SECRET = "s3cr3t-s3cr3t-s3cr3t-s3cr3t";

    private final Redactor redactor = new Redactor();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "code",
                "state",
                "access_token",
                "refresh_token",
                "client_secret",
                "id_token",
                "code_verifier",
                "password",
                "device_code",
                "client_assertion",
                "apiKey"
            })
    void a_secret_parameter_is_hidden_in_urls_forms_and_json(String name) {
        String url = redactor.url("https://x.example/callback?a=1&" + name + "=" + SECRET + "#z");
        String form = redactor.body("application/x-www-form-urlencoded", name + "=" + SECRET);
        String json =
                redactor.body(
                        "application/json; charset=utf-8",
                        "{\"in\":[{\"%s\":\"%s\"}],\"ok\":1}".formatted(name, SECRET));
        for (String text : new String[] {url, form, json}) {
            assertFalse(text.contains(SECRET), text);
            assertTrue(text.contains(redactor.hidden(SECRET)), text);
        }
        assertTrue(url.contains("a=1"), url);
        assertTrue(json.contains("\"ok\":1"), json);
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization,Bearer s3cr3t-s3cr3t-s3cr3t-s3cr3t",
        "Authorization,s3cr3t-s3cr3t-s3cr3t-s3cr3t",
        "Cookie,mcpo_browser=s3cr3t-s3cr3t-s3cr3t-s3cr3t; other=1",
        "Set-Cookie,a=s3cr3t-s3cr3t-s3cr3t-s3cr3t; Path=/; HttpOnly",
        "Location,http://127.0.0.1/cb?code=s3cr3t-s3cr3t-s3cr3t-s3cr3t&iss=x",
        "Location,https://b.example/login/s3cr3t-s3cr3t-s3cr3t-s3cr3t",
        "X-Api-Key,s3cr3t-s3cr3t-s3cr3t-s3cr3t",
        "Location,http://127.0.0.1/#access_token=s3cr3t-s3cr3t-s3cr3t-s3cr3t",
    })
    void a_secret_header_is_hidden(String name, String value) {
        String text = redactor.header(name, value);
        assertFalse(text.contains(SECRET), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mcpo_at_abc123.def",
                "demo_at_abc-123",
                "ghp_abcdefghijklmnop1234",
                "xoxb-1234567890-abc",
                "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln",
            })
    void what_looks_like_a_token_is_hidden_wherever_it_stands(String token) {
        assertFalse(redactor.text("told: " + token + ", and more").contains(token));
        assertFalse(redactor.url("/x/" + token).contains(token));
        assertFalse(
                redactor.body("application/json", "{\"note\":\"" + token + "\"}").contains(token));
    }

    @Test
    void the_same_secret_has_the_same_hash_and_short_ones_have_none() {
        assertEquals(redactor.hidden(SECRET), new Redactor().hidden(SECRET));
        assertNotEquals(redactor.hidden(SECRET), redactor.hidden(SECRET + "x"));
        assertEquals(redactor.hidden("1234"), redactor.hidden("4321"));
    }

    @Test
    void what_helps_stays_readable() {
        String form =
                redactor.body(
                        "application/x-www-form-urlencoded",
                        "grant_type=refresh_token&client_id=abc&token_type_hint=access_token");
        assertEquals("grant_type=refresh_token&client_id=abc&token_type_hint=access_token", form);
        assertEquals(
                "{\"token_type\":\"Bearer\",\"expires_in\":3600,\"error\":\"invalid_grant\"}",
                redactor.body(
                        "application/json",
                        "{\"token_type\":\"Bearer\",\"expires_in\":3600,"
                                + "\"error\":\"invalid_grant\"}"));
        assertEquals(
                "Basic realm=\"mcp-oauth\"",
                redactor.header("WWW-Authenticate", "Basic realm=\"mcp-oauth\""));
    }

    @Test
    void a_long_text_of_a_stranger_is_read_at_once() {
        String form = "application/x-www-form-urlencoded";
        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> {
                    assertEquals("a".repeat(64_000), redactor.body(form, "a".repeat(64_000)));
                    assertFalse(redactor.text("eyJ".repeat(21_000)).contains("eyJ"));
                });
    }

    @Test
    void a_page_and_broken_json_are_told_by_their_size() {
        assertFalse(redactor.body("text/html", "<input value='" + SECRET + "'>").contains(SECRET));
        assertFalse(redactor.body("application/json", "{\"a\":" + SECRET).contains(SECRET));
    }

    @Test
    void an_exchange_is_written_with_both_sides() {
        StringBuilder written = new StringBuilder();
        Trace.to(written::append);
        try {
            Trace.sent(
                    new Trace.Request(
                            "POST",
                            "https://svc.example/token",
                            Map.of("content-type", "application/x-www-form-urlencoded"),
                            "grant_type=refresh_token&refresh_token=" + SECRET),
                    new Trace.Answer(
                            400,
                            Map.of("Content-Type", "application/json"),
                            "{\"error\":\"invalid_grant\"}"),
                    12);
        } finally {
            Trace.to(null);
        }
        String text = written.toString();
        assertTrue(text.startsWith("> POST https://svc.example/token\n"), text);
        assertTrue(text.contains("grant_type=refresh_token&refresh_token=‹"), text);
        assertTrue(text.contains("= HTTP 400  12 ms"), text);
        assertTrue(text.contains("{\"error\":\"invalid_grant\"}"), text);
        assertFalse(text.contains(SECRET), text);
    }
}
