package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.RawHttp.Answer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When an answer from before counts, and which account it counts for.
final class RememberedConsentTest {
    private static final String WEB = "https://app.example/cb";
    private static final String BY_USER = "Sec-Fetch-Site: none";

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
    void the_same_question_of_a_web_client_goes_straight_to_the_service_X_04() {
        RawClient client = allowedBy("alice");
        Answer again = ask(client, Map.of(), BY_USER);
        assertSent(again);
        assertEquals("alice", RawClient.query(again.location()).get("login_hint"));
        Answer back = client.open(client.logIn(again, "alice").location());
        assertTrue(back.location().toString().startsWith(WEB + "?code="), back::toString);
    }

    @Test
    void a_narrower_question_was_answered_too_X_04() {
        assertSent(ask(allowedBy("alice"), Map.of("scope", "mcp:read"), BY_USER));
    }

    @Test
    void a_wider_scope_is_asked_again_X_04() {
        RawClient client = web();
        client.finish(ask(client, Map.of("scope", "mcp:read")), "alice");
        assertSent(ask(client, Map.of("scope", "mcp:read"), BY_USER));
        assertAsked(ask(client, Map.of("scope", "mcp:read mcp:write"), BY_USER));
    }

    @Test
    void another_redirect_uri_is_asked_again_X_04() {
        assertAsked(ask(allowedBy("alice"), Map.of("redirect_uri", WEB + "/2"), BY_USER));
    }

    @Test
    void another_client_is_asked_X_04() {
        assertAsked(ask(web().sharingCookiesOf(allowedBy("alice")), Map.of(), BY_USER));
    }

    @Test
    void a_navigation_that_another_site_began_is_asked_again_X_04() {
        RawClient client = allowedBy("alice");
        assertAsked(ask(client, Map.of(), "Sec-Fetch-Site: cross-site"));
        assertAsked(ask(client, Map.of(), "Sec-Fetch-Site: same-site"));
        assertAsked(ask(client, Map.of()));
    }

    @Test
    void a_client_that_wants_a_prompt_gets_one_X_04() {
        assertAsked(ask(allowedBy("alice"), Map.of("prompt", "consent"), BY_USER));
    }

    @Test
    void a_loopback_client_is_always_asked_and_told_that_it_was_allowed_before_X_04() {
        RawClient client = RawClient.of(broker);
        client.finish(client.authorize(Map.of()), "alice");
        Answer again =
                client.authorize(Map.of("redirect_uri", "http://127.0.0.1:50001/cb"), BY_USER);
        assertAsked(again);
        assertTrue(again.body().contains("Continue as alice, who allowed the same before<"));
    }

    @Test
    void another_browser_is_asked_X_04() {
        assertAsked(ask(allowedBy("alice").elsewhere(), Map.of(), BY_USER));
    }

    @Test
    void another_account_that_comes_back_is_asked_itself_X_04() {
        RawClient client = allowedBy("alice");
        Answer page = client.open(client.logIn(ask(client, Map.of(), BY_USER), "bob").location());
        assertAsked(page);
        assertTrue(page.body().contains("Continue as bob"), page::body);
        assertFalse(page.body().contains("bob, who allowed"), page::body);
        Answer no = client.answer(page, Map.of("decision", "deny"));
        assertEquals("access_denied", RawClient.query(no.location()).get("error"));
    }

    @Test
    void an_account_that_was_asked_after_its_login_can_say_yes_X_04() {
        RawClient client = allowedBy("alice");
        Answer page = client.open(client.logIn(ask(client, Map.of(), BY_USER), "bob").location());
        Answer sent =
                client.answer(page, Map.of("decision", "approve", "account", choice(page, "bob")));
        Answer back = client.open(client.logIn(sent, "bob").location());
        assertTrue(back.location().toString().startsWith(WEB + "?code="), back::toString);
    }

    @Test
    void accounts_of_this_browser_are_offered_and_the_chosen_one_must_come_back() {
        RawClient client = allowedBy("alice");
        client.finish(ask(client, Map.of()), "bob");
        Answer page = ask(client, Map.of(), BY_USER);
        assertAsked(page);
        assertTrue(page.body().contains("Continue as alice"), page::body);
        Map<String, String> bob = Map.of("decision", "approve", "account", choice(page, "bob"));
        Answer sent = client.answer(page, bob);
        assertEquals("bob", RawClient.query(sent.location()).get("login_hint"));
        assertAsked(client.open(client.logIn(sent, "alice").location()));
    }

    @Test
    void another_account_can_be_chosen_at_the_service() {
        RawClient client = allowedBy("alice");
        Answer page = ask(client, Map.of());
        Answer sent = client.answer(page, Map.of("decision", "approve", "account", "other"));
        assertEquals("select_account", RawClient.query(sent.location()).get("prompt"));
        Answer back = client.open(client.logIn(sent, "bob").location());
        assertTrue(back.location().toString().startsWith(WEB + "?code="), back::toString);
    }

    @Test
    void an_account_of_another_browser_cannot_be_chosen() {
        RawClient alice = allowedBy("alice");
        String choice = choice(ask(alice, Map.of()), "alice");
        RawClient stranger = web();
        Answer page = ask(stranger, Map.of());
        ConsentPageTest.assertRefused(
                stranger.answer(page, Map.of("decision", "approve", "account", choice)));
    }

    @Test
    void a_cookie_that_was_planted_before_the_login_knows_nobody_after_it() {
        RawClient attacker = allowedBy("bob");
        RawClient victim = web();
        String planted = attacker.cookies().getOrDefault("mcpo_accounts", "");
        assertFalse(planted.isEmpty());
        victim.cookies().put("mcpo_accounts", planted);
        victim.finish(ask(victim, Map.of()), "alice");
        assertNotEquals(planted, victim.cookies().get("mcpo_accounts"));
        assertFalse(ask(attacker, Map.of()).body().contains("alice"));
    }

    @Test
    void a_revoked_answer_is_asked_again_X_04() {
        RawClient client = allowedBy("alice");
        broker.store()
                .database()
                .write(tx -> {
                    for (var each : broker.store().consents().list(tx)) {
                        if (each.clientId().equals(client.id())) {
                            broker.store().consents().revoke(tx, each.id());
                        }
                    }
                    return true;
                });
        assertAsked(ask(client, Map.of(), BY_USER));
    }

    private static RawClient web() {
        return RawClient.of(broker, Map.of("redirect_uris", List.of(WEB, WEB + "/2")));
    }

    private static RawClient allowedBy(String user) {
        RawClient client = web();
        Answer back = client.finish(ask(client, Map.of()), user);
        assertTrue(back.location().toString().startsWith(WEB + "?code="), back::toString);
        return client;
    }

    private static Answer ask(RawClient client, Map<String, String> changes, String... headers) {
        Map<String, String> all = new HashMap<>(Map.of("redirect_uri", WEB));
        all.putAll(changes);
        return client.authorize(all, headers);
    }

    private static String choice(Answer page, String label) {
        Pattern radio = Pattern.compile("value=\"(\\d+)\"(?: checked)?> Continue as " + label);
        Matcher found = radio.matcher(page.body());
        assertTrue(found.find(), page::body);
        return found.group(1);
    }

    private static void assertSent(Answer answer) {
        assertEquals(302, answer.status(), answer::toString);
        assertTrue(answer.location().toString().startsWith(broker.service().baseUrl()));
    }

    private static void assertAsked(Answer answer) {
        assertEquals(200, answer.status(), answer::toString);
        assertTrue(answer.body().contains("Allow access?"), answer::body);
    }
}
