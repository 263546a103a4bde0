package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.RawHttp.Answer;
import dev.mcpoauth.testkit.FakeService;
import dev.mcpoauth.testkit.Fault;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The page between a client and a service, its form, and the way back from the service.
final class ConsentPageTest {
    @TempDir private static Path folder;
    @TempDir private static Path other;
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
    void AZ_18_a_no_goes_back_as_access_denied_with_state_and_iss() {
        RawClient client = RawClient.of(broker);
        Answer no = client.answer(client.authorize(Map.of()), Map.of("decision", "deny"));
        assertEquals(302, no.status());
        Map<String, String> answer = RawClient.query(no.location());
        assertEquals("access_denied", answer.get("error"));
        assertEquals(RawClient.STATE, answer.get("state"));
        assertEquals(broker.settings().issuer(), answer.get("iss"));
    }

    @Test
    void AZ_19_nothing_goes_to_the_service_before_the_yes() {
        RawClient client = RawClient.of(broker);
        Answer page = client.authorize(Map.of());
        assertEquals(200, page.status());
        assertFalse(page.body().contains(broker.service().baseUrl()));
        Answer sent = client.answer(page, Map.of("decision", "approve"));
        assertTrue(sent.location().toString().startsWith(broker.service().baseUrl()));
    }

    @Test
    void AZ_20_the_client_is_named_and_its_name_is_only_text() {
        RawClient client = RawClient.of(broker, Map.of("client_name", "<b>\"Bold\"</b> & 'Son'"));
        String page = client.authorize(Map.of()).body();
        assertTrue(page.contains("&lt;b&gt;&quot;Bold&quot;&lt;/b&gt; &amp; &#39;Son&#39;"), page);
        assertFalse(page.contains("<b>"), page);
    }

    @Test
    void AZ_20_a_name_says_nothing_of_who_vouches_for_it_and_is_to_be_seen() {
        RawClient client = RawClient.of(broker, Map.of("client_name", "Claude (of claude.ai)"));
        String page = client.authorize(Map.of()).body();
        String called = "calls itself <strong>Claude (of claude.ai)</strong> asks";
        assertTrue(page.contains(called), page);
        for (String hidden : List.of("\u200b\u00ad", "\u3164", "\u2800 ", "\ufe0f\u061c")) {
            RawClient unseen = RawClient.of(broker, Map.of("client_name", hidden));
            page = unseen.authorize(Map.of()).body();
            assertTrue(page.contains("<strong>unnamed client</strong>"), page);
        }
    }

    @Test
    void AZ_21_where_the_answer_goes_is_shown() {
        assertTrue(RawClient.of(broker).authorize(Map.of()).body().contains("127.0.0.1:7777"));
        String uri = "https://app.example/cb";
        RawClient web = RawClient.of(broker, Map.of("redirect_uris", List.of(uri)));
        String page = web.authorize(Map.of("redirect_uri", uri)).body();
        assertTrue(page.contains("<dd>app.example</dd>"), page);
    }

    @ParameterizedTest
    @CsvSource({
        "https.evil://github.com/cb, https.evil:",
        "httpx://bank.example/cb, httpx:",
        "HTTPS://evil.example:8443/cb, evil.example:8443",
        "HTTP://localhost:7777/cb, localhost:7777",
        "com.example.app:/cb, com.example.app:"
    })
    void AZ_21_only_a_web_address_is_shown_as_a_host(String uri, String shown) {
        RawClient client = RawClient.of(broker, Map.of("redirect_uris", List.of(uri)));
        String page = client.authorize(Map.of("redirect_uri", uri)).body();
        assertTrue(page.contains("<dd>" + shown), page);
    }

    @Test
    void AZ_22_the_scopes_of_the_server_and_of_the_service_are_shown() {
        String page = RawClient.of(broker).authorize(Map.of("scope", "mcp:read")).body();
        assertTrue(page.contains("<dd>mcp:read</dd>"), page);
        assertTrue(page.contains("<dt>What demo will ask you for</dt>"), page);
        assertTrue(page.contains(broker.settings().issuer() + "/mcp"), page);
    }

    @Test
    void AZ_23_the_page_cannot_be_framed() {
        Answer page = RawClient.of(broker).authorize(Map.of());
        assertEquals("DENY", page.header("X-Frame-Options").orElse(""));
        assertTrue(csp(page).contains("frame-ancestors 'none'"));
    }

    @Test
    void AZ_24_a_loopback_redirect_has_a_warning_and_a_web_redirect_has_none() {
        String warning = "The answer goes to a program on this computer";
        assertTrue(RawClient.of(broker).authorize(Map.of()).body().contains(warning));
        String uri = "https://app.example/cb";
        RawClient web = RawClient.of(broker, Map.of("redirect_uris", List.of(uri)));
        assertFalse(web.authorize(Map.of("redirect_uri", uri)).body().contains(warning));
    }

    @Test
    void AZ_25_the_page_is_not_stored_and_sends_no_referrer() {
        Answer page = RawClient.of(broker).authorize(Map.of());
        assertEquals("no-store", page.header("Cache-Control").orElse(""));
        assertEquals("no-referrer", page.header("Referrer-Policy").orElse(""));
    }

    @Test
    void AZ_26_the_page_has_no_form_action_rule() {
        assertFalse(csp(RawClient.of(broker).authorize(Map.of())).contains("form-action"));
    }

    @Test
    void AZ_27_a_yes_without_the_cookie_or_with_a_wrong_form_secret_is_refused() {
        RawClient client = RawClient.of(broker);
        Answer page = client.authorize(Map.of());
        assertRefused(client.elsewhere().answer(page, Map.of("decision", "approve")));
        assertRefused(client.answer(page, Map.of("decision", "approve", "csrf", "wrong")));
        assertEquals(302, client.answer(page, Map.of("decision", "approve")).status());
    }

    @Test
    void AZ_28_a_yes_from_a_foreign_page_is_refused() {
        RawClient client = RawClient.of(broker);
        Answer page = client.authorize(Map.of());
        Answer yes =
                client.answer(page, Map.of("decision", "approve"), "Origin: https://evil.example");
        assertEquals(403, yes.status());
    }

    @Test
    void AZ_29_the_callback_works_once() {
        RawClient client = RawClient.of(broker);
        Answer sent = client.answer(client.authorize(Map.of()), Map.of("decision", "approve"));
        Answer service = client.logIn(sent, "alice");
        assertEquals(302, client.open(service.location()).status());
        assertRefused(client.open(service.location()));
    }

    @Test
    void AZ_30_the_callback_works_only_in_the_browser_that_said_yes() {
        RawClient client = RawClient.of(broker);
        Answer sent = client.answer(client.authorize(Map.of()), Map.of("decision", "approve"));
        Answer service = client.logIn(sent, "alice");
        assertRefused(client.elsewhere().open(service.location()));
        RawClient stranger = RawClient.of(broker);
        stranger.authorize(Map.of());
        assertRefused(stranger.open(service.location()));
        assertEquals(302, client.open(service.location()).status());
    }

    @Test
    void a_page_is_not_good_after_ten_minutes_X_09() {
        RawClient client = RawClient.of(broker);
        Answer late = client.authorize(Map.of());
        broker.later(broker.settings().tokens().pending());
        assertEnds("This login has expired", client.answer(late, Map.of("decision", "approve")));
    }

    @Test
    void a_button_pressed_twice_leads_on_and_only_the_last_way_comes_back_AZ_29() {
        RawClient client = RawClient.of(broker);
        Answer page = client.authorize(Map.of());
        Answer first = client.answer(page, Map.of("decision", "approve"));
        Answer second = client.answer(page, Map.of("decision", "approve"));
        assertEnds("This login is not known", client.open(client.logIn(first, "alice").location()));
        URI back = client.logIn(second, "alice").location();
        assertTrue(client.open(back).location().getQuery().contains("code="));
        assertEnds("This step was done already", client.open(back));
        assertEnds(
                "This step was done already", client.answer(page, Map.of("decision", "approve")));
        assertEnds("This step was done already", client.answer(page, Map.of("decision", "deny")));
    }

    @Test
    void who_comes_back_when_the_client_is_gone_is_not_told_to_blame_it() {
        RawClient client = RawClient.of(broker);
        Answer sent = client.answer(client.authorize(Map.of()), Map.of("decision", "approve"));
        URI back = client.logIn(sent, "alice").location();
        broker.store().database().write(tx -> broker.store().clients().delete(tx, client.id()));
        assertEnds("This step was done already", client.open(back));
    }

    @Test
    void who_comes_back_from_the_service_can_still_say_no_AZ_18() {
        RawClient client = RawClient.of(broker);
        Answer page = client.authorize(Map.of());
        Answer sent = client.answer(page, Map.of("decision", "approve"));
        Answer no = client.answer(page, Map.of("decision", "deny"));
        assertTrue(no.location().getQuery().contains("error=access_denied"));
        assertEnds(
                "This step was done already", client.open(client.logIn(sent, "alice").location()));
    }

    @Test
    void a_page_says_what_happened_and_not_more_than_its_browser_may_know() {
        RawClient client = RawClient.of(broker);
        Answer page = client.authorize(Map.of());
        String elsewhere = "This login belongs to another browser";
        assertEnds(elsewhere, client.elsewhere().answer(page, Map.of("decision", "approve")));
        client.answer(page, Map.of("decision", "deny"));
        assertEnds(elsewhere, client.elsewhere().answer(page, Map.of("decision", "approve")));
        assertEnds(
                "This login is not known",
                client.answer(page, Map.of("decision", "approve", "login", "nobody")));
        assertEnds(
                "This login is not known",
                client.answer(
                        client.authorize(Map.of()),
                        Map.of("decision", "approve", "csrf", "wrong")));
        assertEnds(
                "This login cannot go on",
                client.authorize(Map.of("redirect_uri", "https://evil.example/cb")));
    }

    private static void assertEnds(String heading, Answer page) {
        assertRefused(page);
        assertTrue(page.body().contains("<h1>" + heading + "</h1>"), page.body());
    }

    @Test
    void two_pages_of_one_browser_are_both_good_AZ_27() {
        RawClient client = RawClient.of(broker);
        Answer one = client.authorize(Map.of());
        Answer two = client.authorize(Map.of());
        assertTrue(client.finish(two, "alice").location().toString().contains("code="));
        assertTrue(client.finish(one, "alice").location().toString().contains("code="));
    }

    @Test
    void two_pages_that_open_at_once_in_a_new_browser_are_both_good_AZ_27() {
        RawClient one = RawClient.of(broker);
        RawClient two = RawClient.of(broker);
        Answer first = one.authorize(Map.of());
        Answer second = two.authorize(Map.of());
        one.sharingCookiesOf(two);
        two.sharingCookiesOf(one);
        assertTrue(one.finish(first, "alice").location().toString().contains("code="));
        assertTrue(two.finish(second, "alice").location().toString().contains("code="));
    }

    @Test
    void X_03_the_state_for_the_service_is_made_after_the_yes_and_is_never_the_clients() {
        RawClient client = RawClient.of(broker);
        Answer page = client.authorize(Map.of());
        assertEquals(1, page.headers("Set-Cookie").size());
        Answer sent = client.answer(page, Map.of("decision", "approve"));
        String state = RawClient.query(sent.location()).getOrDefault("state", "");
        assertFalse(state.isEmpty());
        assertFalse(page.toString().contains(state));
        assertFalse(state.equals(RawClient.STATE));
    }

    @Test
    void X_06_a_service_that_says_no_or_fails_ends_in_an_error_for_the_client() {
        RawClient client = RawClient.of(broker);
        assertError(client, client.finish(client.authorize(Map.of()), ""), "access_denied");
        broker.service().next("/token", Fault.status(502));
        Answer down = client.finish(client.authorize(Map.of()), "alice");
        assertError(client, down, "temporarily_unavailable");
        broker.service().next("/token", Fault.oauth(400, "invalid_grant"));
        assertError(client, client.finish(client.authorize(Map.of()), "alice"), "server_error");
        broker.service().next("/userinfo", Fault.status(503));
        Answer away = client.finish(client.authorize(Map.of()), "alice");
        assertError(client, away, "temporarily_unavailable");
    }

    @Test
    void what_comes_with_a_callback_is_shown_as_text_or_not_at_all() {
        String markup = "\"'><script>alert(1)</script>\r\nX-Evil: 1";
        String evil = java.net.URLEncoder.encode(markup, java.nio.charset.StandardCharsets.UTF_8);
        RawClient client = RawClient.of(broker);
        Answer sent = client.answer(client.authorize(Map.of()), Map.of("decision", "approve"));
        String state = RawClient.query(sent.location()).getOrDefault("state", "");
        for (String known : List.of("unknown", state)) {
            String query =
                    "?state=%s&error=access_denied&error_description=%s&error_uri=%s&code=%s"
                            .formatted(known, evil, evil, evil);
            Answer answer =
                    client.open(
                            java.net.URI.create(
                                    broker.settings().issuer() + "/callback/demo" + query));
            assertFalse(answer.body().contains("<script>alert"), answer::body);
            assertTrue(answer.headers("X-Evil").isEmpty());
        }
    }

    @Test
    void an_error_that_is_not_about_the_user_is_not_the_users_no() {
        Map<String, String> errors =
                Map.of(
                        "invalid_scope", "server_error",
                        "temporarily_unavailable", "temporarily_unavailable",
                        "user_cancelled_login", "access_denied");
        errors.forEach((said, told) -> {
            RawClient client = RawClient.of(broker);
            Answer sent = client.answer(client.authorize(Map.of()), Map.of("decision", "approve"));
            String back = client.logIn(sent, "nobody").location().toString();
            Answer end =
                    client.open(java.net.URI.create(back.replace("=access_denied", "=" + said)));
            assertError(client, end, told);
        });
    }

    @Test
    void X_07_an_answer_with_the_iss_of_another_service_is_refused() {
        RawClient client = RawClient.of(broker);
        Answer sent = client.answer(client.authorize(Map.of()), Map.of("decision", "approve"));
        assertEquals("S256", RawClient.query(sent.location()).get("code_challenge_method"));
        String back = client.logIn(sent, "alice").location().toString();
        Answer mixed =
                client.open(
                        java.net.URI.create(
                                back.replaceFirst("iss=[^&]*", "iss=https%3A%2F%2Fevil.example")));
        assertError(client, mixed, "access_denied");
    }

    @Test
    void several_services_are_offered_and_the_chosen_one_is_asked() {
        try (FakeService second = FakeService.start();
                LiveBroker two =
                        LiveBroker.start(
                                other, Map.of("providers.second", second.providerSettings()))) {
            RawClient client = RawClient.of(two);
            Answer chooser = client.authorize(Map.of());
            assertTrue(chooser.body().contains("Where do you want to log in?"), chooser::body);
            assertRefused(client.answer(chooser, Map.of("provider", "third")));
            Answer page = client.answer(chooser, Map.of("provider", "second"));
            assertTrue(page.body().contains("through your second account"), page::body);
            Answer sent = client.answer(page, Map.of("decision", "approve"));
            assertTrue(sent.location().toString().startsWith(second.baseUrl()));
            Answer back = client.open(client.logIn(sent, "bob").location());
            assertTrue(back.location().toString().contains("code="), back::toString);
        }
    }

    private static String csp(Answer page) {
        return page.header("Content-Security-Policy").orElse("");
    }

    private static void assertError(RawClient client, Answer answer, String error) {
        assertEquals(302, answer.status(), answer::toString);
        Map<String, String> query = RawClient.query(answer.location());
        assertEquals(error, query.get("error"));
        assertEquals(RawClient.STATE, query.get("state"));
        assertEquals(broker.settings().issuer(), query.get("iss"));
        assertTrue(answer.location().toString().startsWith(RawClient.REDIRECT), client::id);
    }

    static void assertRefused(Answer answer) {
        assertTrue(answer.status() >= 400 && answer.status() < 500, answer::toString);
        assertEquals(List.of(), answer.headers("Location"));
    }
}
