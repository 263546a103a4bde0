package dev.mcpoauth.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.testkit.FakeService.Manners;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FakeServiceTest {
    private static final String CALLBACK = "http://127.0.0.1:1/callback";
    // RFC 7636 B: the example pair
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private final FakeService service = FakeService.start();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        service.close();
        http.shutdownNow();
    }

    @Test
    void a_login_gives_a_token_that_names_the_user() throws Exception {
        Map<String, Object> tokens = Json.object(exchange(code(), VERIFIER).body());
        HttpResponse<String> me = userInfo(String.valueOf(tokens.get("access_token")));
        assertEquals("demo-alice", Json.object(me.body()).get("sub"));
    }

    @Test
    void a_code_works_once() throws Exception {
        String code = code();
        assertEquals(200, exchange(code, VERIFIER).statusCode());
        assertEquals(400, exchange(code, VERIFIER).statusCode());
    }

    @Test
    void a_wrong_verifier_is_refused() throws Exception {
        assertEquals(400, exchange(code(), VERIFIER + "x").statusCode());
    }

    @Test
    void a_rotated_refresh_token_works_once() throws Exception {
        Map<String, Object> tokens = Json.object(exchange(code(), VERIFIER).body());
        String old = String.valueOf(tokens.get("refresh_token"));
        HttpResponse<String> first = refresh(service, old);
        assertEquals(200, first.statusCode());
        assertNotEquals(old, Json.object(first.body()).get("refresh_token"));
        assertEquals(400, refresh(service, old).statusCode());
    }

    @Test
    void another_instance_with_the_same_key_honours_a_refresh_token() throws Exception {
        Map<String, Object> tokens = Json.object(exchange(code(), VERIFIER).body());
        try (FakeService restarted = FakeService.start(Manners.usual(), 0)) {
            String token = String.valueOf(tokens.get("refresh_token"));
            assertEquals(200, refresh(restarted, token).statusCode());
        }
    }

    @Test
    void a_fault_is_given_once_and_the_request_is_counted() throws Exception {
        service.next("/userinfo", Fault.status(503));
        assertEquals(503, userInfo("none").statusCode());
        assertEquals(401, userInfo("none").statusCode());
        assertEquals(2, service.calls("/userinfo"));
    }

    @Test
    void a_dropped_connection_is_an_error_for_the_caller() {
        service.next("/token", Fault.drop());
        service.next("/token", Fault.drop());
        assertThrows(IOException.class, () -> refresh(service, "any"));
    }

    @Test
    void a_browser_stops_at_the_callback_and_remembers_its_way() {
        try (FakeBrowser browser = new FakeBrowser(CALLBACK)) {
            FakeBrowser.Page landed = login(browser);
            assertEquals("s&1", landed.query().get("state"));
            assertEquals(2, browser.hops().size());
            assertTrue(landed.query().containsKey("code"));
        }
    }

    private FakeBrowser.Page login(FakeBrowser browser) {
        String query =
                form(
                        Map.of(
                                "response_type",
                                "code",
                                "client_id",
                                FakeService.CLIENT_ID,
                                "redirect_uri",
                                CALLBACK,
                                "state",
                                "s&1",
                                "code_challenge",
                                CHALLENGE,
                                "code_challenge_method",
                                "S256"));
        URI address = URI.create(service.baseUrl() + "/authorize?" + query);
        return browser.press(browser.open(address), "user", "alice");
    }

    private String code() {
        try (FakeBrowser browser = new FakeBrowser(CALLBACK)) {
            return String.valueOf(login(browser).query().get("code"));
        }
    }

    private HttpResponse<String> exchange(String code, String verifier) throws Exception {
        return token(
                service,
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        code,
                        "redirect_uri",
                        CALLBACK,
                        "code_verifier",
                        verifier,
                        "client_id",
                        FakeService.CLIENT_ID,
                        "client_secret",
                        FakeService.CLIENT_SECRET));
    }

    private HttpResponse<String> refresh(FakeService at, String token) throws Exception {
        return token(
                at,
                Map.of(
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        token,
                        "client_id",
                        FakeService.CLIENT_ID,
                        "client_secret",
                        FakeService.CLIENT_SECRET));
    }

    private HttpResponse<String> token(FakeService at, Map<String, String> fields)
            throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(at.baseUrl() + "/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form(fields)))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> userInfo(String token) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(service.baseUrl() + "/userinfo"))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                BodyHandlers.ofString());
    }

    private static String form(Map<String, String> fields) {
        StringBuilder text = new StringBuilder();
        fields.forEach((name, value) ->
                text.append(text.isEmpty() ? "" : "&")
                        .append(name)
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return text.toString();
    }
}
