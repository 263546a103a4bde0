package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.RawClient.Members;
import dev.mcpoauth.RawHttp.Answer;
import dev.mcpoauth.json.Json;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `GET /authorize`: which requests are good, and where an error goes.
final class AuthorizeEndpointTest {
    @TempDir private static Path folder;
    private static LiveBroker broker;

    @BeforeAll
    static void start() {
        broker = LiveBroker.start(folder, Map.of("rate_limits", false));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void AZ_01_an_unknown_client_gets_a_page() {
        assertPage(RawClient.of(broker).authorize(Map.of("client_id", "nope")));
    }

    @Test
    void a_cookie_that_is_not_ours_is_left_alone() {
        String own = "mcpo_browser_AbCd-_12=" + "m".repeat(43);
        for (String foreign :
                List.of("x=\"a b\"", "x=a,b", "AbCd-_13=short", "AbCd-_1 =" + "m".repeat(43))) {
            String cookies = "Cookie: mcpo_browser_" + foreign + "; " + own;
            Answer page = RawClient.of(broker).authorize(Map.of(), cookies);
            assertConsent(page);
            assertTrue(page.header("Set-Cookie").orElse("").startsWith(own + ";"), foreign);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:7777/cb/",
                "http://127.0.0.1:7777/CB",
                "http://127.0.0.1:7777/cb?x=1",
                "http://127.0.0.1:7777/cb#f",
                "http://127.0.0.1:7777/x/../cb",
                "http://127.0.0.1.evil.example/cb",
                "http://user@127.0.0.1/cb",
                "http://127.0.0.1@evil.example/cb",
                "https://127.0.0.1/cb",
                "http://localhost:7777/cb",
                "https://evil.example/cb",
                "javascript:alert(1)"
            })
    void AZ_02_a_redirect_uri_that_is_not_registered_gets_a_page(String uri) {
        assertPage(RawClient.of(broker).authorize(Map.of("redirect_uri", uri)));
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:1/cb, http://127.0.0.1:50000/cb",
        "http://127.0.0.1/cb, http://127.0.0.1:50000/cb",
        "http://[::1]:1/cb, http://[::1]:50000/cb",
        "http://localhost:3118/callback, http://localhost:50000/callback"
    })
    void AZ_03_loopback_redirects_have_any_port(String registered, String requested) {
        RawClient client = RawClient.of(broker, Map.of("redirect_uris", List.of(registered)));
        assertConsent(client.authorize(Map.of("redirect_uri", requested)));
    }

    @Test
    void AZ_04_other_redirects_have_their_own_port_only() {
        String uri = "https://app.example/cb";
        RawClient client = RawClient.of(broker, Map.of("redirect_uris", List.of(uri)));
        assertConsent(client.authorize(Map.of("redirect_uri", uri)));
        assertPage(client.authorize(Map.of("redirect_uri", "https://app.example:8443/cb")));
    }

    @Test
    void AZ_05_a_missing_code_challenge_is_redirected_as_invalid_request() {
        assertError("invalid_request", Map.of("code_challenge", ""));
    }

    @Test
    void AZ_06_the_plain_method_is_redirected_as_invalid_request() {
        assertError("invalid_request", Map.of("code_challenge_method", "plain"));
    }

    @Test
    void AZ_07_a_challenge_without_method_is_redirected_as_invalid_request() {
        assertError("invalid_request", Map.of("code_challenge_method", ""));
    }

    @Test
    void AZ_07_an_unknown_method_is_not_taken_for_plain() {
        assertError("invalid_request", Map.of("code_challenge_method", "S512"));
        assertError("invalid_request", Map.of("code_challenge", "too-short"));
    }

    @Test
    void AZ_08_the_implicit_response_type_is_not_supported() {
        assertError("unsupported_response_type", Map.of("response_type", "token"));
        assertError("unsupported_response_type", Map.of("response_type", "code id_token"));
    }

    @Test
    void AZ_09_a_missing_response_type_is_invalid_request() {
        assertError("invalid_request", Map.of("response_type", ""));
    }

    @Test
    void AZ_10_a_repeated_parameter_is_invalid_request() {
        RawClient client = RawClient.of(broker);
        String page = authorizePath(client) + "&scope=mcp%3Aread&scope=mcp%3Awrite";
        Map<String, String> answer = RawClient.query(client.open(broker.at(page)).location());
        assertEquals("invalid_request", answer.get("error"));
    }

    @Test
    void AZ_11_a_repeated_client_or_redirect_uri_gets_a_page() {
        RawClient client = RawClient.of(broker);
        assertPage(client.open(broker.at(authorizePath(client) + "&client_id=" + client.id())));
        assertPage(
                client.open(
                        broker.at(
                                authorizePath(client)
                                        + "&redirect_uri=http%3A%2F%2F127.0.0.1%2Fcb")));
    }

    @Test
    void AZ_12_unknown_parameters_are_ignored() {
        assertConsent(RawClient.of(broker).authorize(Map.of("foo", "bar", "nonce", "1")));
    }

    @Test
    void AZ_13_the_answer_has_code_state_and_iss_once_each_byte_for_byte() {
        RawClient client = RawClient.of(broker);
        Answer back = client.finish(client.authorize(Map.of()), "alice");
        assertEquals(302, back.status());
        // a repeated parameter is an error of query()
        Map<String, String> answer = RawClient.query(back.location());
        assertEquals(List.of("code", "state", "iss"), List.copyOf(answer.keySet()));
        assertEquals(RawClient.STATE, answer.get("state"));
        assertEquals(broker.settings().issuer(), answer.get("iss"));
        assertTrue(back.location().toString().startsWith(RawClient.REDIRECT + "?"));
    }

    @Test
    void AZ_13_a_state_that_no_header_takes_back_is_refused_before_the_login() {
        String uri = "http://127.0.0.1/" + "a".repeat(1980);
        RawClient client = RawClient.of(broker, Map.of("redirect_uris", List.of(uri)));
        String form = RawHttp.form(Map.of("client_id", client.id(), "redirect_uri", uri));
        String state = "~".repeat(10_000 / 3);
        Answer back = RawHttp.post(broker.at("/authorize"), form + "&state=" + state);
        assertEquals(state, RawClient.query(back.location()).get("state"));
        Answer refused = RawHttp.post(broker.at("/authorize"), form + "&state=~" + state);
        assertEquals(400, refused.status());
        assertTrue(refused.body().contains("the state is too long"), refused.body());
    }

    @Test
    void AZ_14_iss_is_in_the_answer_without_state_too() {
        RawClient client = RawClient.of(broker);
        Answer back = client.finish(client.authorize(Map.of("state", "")), "alice");
        assertEquals(
                List.of("code", "iss"), List.copyOf(RawClient.query(back.location()).keySet()));
    }

    @Test
    void AZ_15_iss_and_state_are_in_error_answers() {
        Answer answer = RawClient.of(broker).authorize(Map.of("response_type", "token"));
        Map<String, String> error = RawClient.query(answer.location());
        assertEquals(broker.settings().issuer(), error.get("iss"));
        assertEquals(RawClient.STATE, error.get("state"));
    }

    @Test
    void AZ_16_the_metadata_promises_iss() {
        Answer answer = RawHttp.get(broker.at("/.well-known/oauth-authorization-server"));
        Map<String, Object> body = Json.object(answer.body());
        assertEquals(true, body.get("authorization_response_iss_parameter_supported"));
    }

    @Test
    void AZ_17_every_redirect_is_a_302_or_303() {
        RawClient client = RawClient.of(broker);
        Answer sent = client.answer(client.authorize(Map.of()), Map.of("decision", "approve"));
        Answer back = client.open(client.logIn(sent, "alice").location());
        for (Answer each : List.of(sent, back)) {
            assertTrue(List.of(302, 303).contains(each.status()), each::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openid email offline_access mcp:read", "mcp:read unknown:scope"})
    void AZ_37_unknown_extra_scopes_are_dropped(String scope) {
        RawClient client = RawClient.of(broker);
        assertEquals("mcp:read", client.tokens(Map.of("scope", scope)).get("scope"));
    }

    @Test
    void AZ_31_without_resource_the_default_one_is_meant() {
        RawClient client = RawClient.of(broker);
        Members tokens = client.tokens(Map.of("resource", ""));
        assertEquals(200, client.call(tokens.get("access_token")).status());
    }

    @Test
    void AZ_32_without_scope_the_default_is_granted() {
        Members tokens = RawClient.of(broker).tokens(Map.of());
        assertEquals("mcp:read mcp:write", tokens.get("scope"));
    }

    @Test
    void AZ_33_an_unknown_resource_is_invalid_target() {
        assertError("invalid_target", Map.of("resource", "https://other.example/mcp"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mcp", "mcp", "#f", "urn:x"})
    void AZ_34_a_relative_resource_is_invalid_target(String resource) {
        assertError("invalid_target", Map.of("resource", resource));
    }

    @Test
    void AZ_34_a_resource_with_a_fragment_is_invalid_target() {
        assertError("invalid_target", Map.of("resource", mcp() + "#f"));
    }

    @Test
    void AZ_34_a_resource_of_any_length_is_answered_at_once() {
        String form = URI.create(authorizePath(RawClient.of(broker))).getRawQuery();
        String slashes = form.replace(mcp(), "http://x/" + "/".repeat(62_000) + "x");
        Answer answer =
                assertTimeoutPreemptively(
                        Duration.ofSeconds(5),
                        () -> RawHttp.post(broker.at("/authorize"), slashes));
        assertEquals("invalid_target", RawClient.query(answer.location()).get("error"));
        assertError("invalid_target", Map.of("resource", mcp() + "/".repeat(2000)));
    }

    @Test
    void AZ_35_case_and_a_slash_at_the_end_of_a_resource_are_tolerated() {
        RawClient client = RawClient.of(broker);
        assertConsent(client.authorize(Map.of("resource", mcp() + "/")));
        assertConsent(client.authorize(Map.of("resource", mcp().replace("http://", "HTTP://"))));
    }

    @Test
    void AZ_36_a_scope_with_no_known_value_is_invalid_scope() {
        assertError("invalid_scope", Map.of("scope", "nonsense"));
        assertError("invalid_scope", Map.of("scope", "bad\"quote"));
    }

    @Test
    void AZ_38_a_scope_beyond_the_registered_one_is_allowed() {
        RawClient client = RawClient.of(broker, Map.of("scope", "mcp:read"));
        assertEquals(
                "mcp:read mcp:write",
                client.tokens(Map.of("scope", "mcp:read mcp:write")).get("scope"));
    }

    @Test
    void AZ_39_errors_are_not_redirected_to_a_site_that_registered_itself() {
        String uri = "https://stranger.example/cb";
        RawClient client = RawClient.of(broker, Map.of("redirect_uris", List.of(uri)));
        assertPage(client.authorize(Map.of("redirect_uri", uri, "code_challenge", "")));
    }

    @Test
    void AZ_40_the_authorization_endpoint_has_no_cors() {
        Answer answer = RawClient.of(broker).authorize(Map.of(), "Origin: https://page.example");
        assertEquals(List.of(), answer.headers("Access-Control-Allow-Origin"));
    }

    @Test
    void AZ_41_parameters_without_a_value_count_as_omitted() {
        RawClient client = RawClient.of(broker);
        String page = authorizePath(client).replaceFirst("&resource=[^&]*", "");
        assertConsent(client.open(broker.at(page + "&scope=&resource=&login_hint=")));
    }

    @Test
    void AZ_42_the_query_of_a_registered_redirect_uri_is_kept() {
        String uri = "http://127.0.0.1/cb?x=1&y=%2F";
        RawClient client = RawClient.of(broker, Map.of("redirect_uris", List.of(uri)));
        Answer back = client.finish(client.authorize(Map.of("redirect_uri", uri)), "alice");
        assertTrue(back.location().toString().startsWith(uri + "&code="), back::toString);
    }

    private static String mcp() {
        return broker.settings().issuer() + "/mcp";
    }

    private static String authorizePath(RawClient client) {
        return "/authorize?response_type=code&client_id="
                + client.id()
                + "&redirect_uri=http%3A%2F%2F127.0.0.1%3A7777%2Fcb&state=x"
                + "&code_challenge=7w_YNF9DSfIdPf_pRjSq646_kPr-2-o9NAl16JGghdM"
                + "&code_challenge_method=S256&resource="
                + mcp();
    }

    private static void assertError(String error, Map<String, String> changes) {
        Answer answer = RawClient.of(broker).authorize(changes);
        assertEquals(302, answer.status(), answer::toString);
        assertTrue(answer.location().toString().startsWith(RawClient.REDIRECT + "?"));
        assertEquals(error, RawClient.query(answer.location()).get("error"));
    }

    private static void assertPage(Answer answer) {
        assertTrue(answer.status() >= 400 && answer.status() < 500, answer::toString);
        assertEquals(List.of(), answer.headers("Location"));
        assertTrue(answer.header("Content-Type").orElse("").startsWith("text/html"));
    }

    private static void assertConsent(Answer answer) {
        assertEquals(200, answer.status(), answer::toString);
        assertTrue(answer.body().contains("Allow access?"), answer::body);
    }
}
