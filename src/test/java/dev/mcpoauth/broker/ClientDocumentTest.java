package dev.mcpoauth.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.TestBroker;
import dev.mcpoauth.fetch.RawServer;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.testkit.FakeBrowser;
import dev.mcpoauth.testkit.FakeBrowser.Page;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients whose id is the URL of their metadata document, over real HTTP on both sides.
final class ClientDocumentTest {
    private static final String FRESH = "Cache-Control: max-age=3600\r\n";

    private static final List<String> TRICKS =
            List.of(
                    "https://169.254.169.254/latest/meta-data",
                    "https://10.0.0.1/x",
                    "https://[::1]/x",
                    "https://127.0.0.1/x",
                    "https://2130706433/x",
                    "https://0x7f.1/x",
                    "https://0177.0.0.1/x",
                    "https://localhost/x",
                    "https://user@client.example/x",
                    "https://client.example@127.0.0.1/x",
                    "https://client.example:22/x",
                    "https://client.example:0443/x",
                    "https://client.example:99999/x",
                    "https://client.example",
                    "https://client.example/",
                    "https://client.example/a/../x",
                    "https://client.example/a/%2E%2e/x",
                    "https://client.example/./x",
                    "https://client.example/x#y",
                    "https://client.example\\@127.0.0.1/x",
                    "https://client.example/x y",
                    "https:///x",
                    "https://client.example" + "/".repeat(900) + "../x",
                    "https://" + "a.".repeat(400) + "example/x",
                    "http://client.example/x",
                    "http://127.0.0.1/x");

    @TempDir Path folder;
    private TestBroker broker;
    private RawServer site;
    private String url;

    @BeforeEach
    void start() throws IOException {
        broker = TestBroker.start(folder, Map.of("cimd.allow_loopback", true));
        site = new RawServer();
        url = site.at("http://127.0.0.1", "/client.json").toString();
    }

    @AfterEach
    void stop() throws IOException {
        site.close();
        broker.close();
    }

    @Test
    void CM_01_a_URL_is_a_client_id_from_the_consent_page_to_the_refresh() {
        site.json(document(Map.of()), FRESH);
        Map<String, String> form = TestBroker.exchange(broker.code(url));
        form.put("client_id", url);
        HttpResponse<String> tokens = broker.form("/token", form);
        assertEquals(200, tokens.statusCode(), tokens.body());
        Object refresh = Json.object(tokens.body()).get("refresh_token");
        HttpResponse<String> again =
                broker.form(
                        "/token",
                        Map.of(
                                "grant_type",
                                "refresh_token",
                                "refresh_token",
                                String.valueOf(refresh),
                                "client_id",
                                url));
        assertEquals(200, again.statusCode(), again.body());
        assertEquals(List.of("GET /client.json HTTP/1.1"), site.asked());
    }

    @Test
    void CM_01_the_consent_page_shows_the_host_that_vouches_for_the_name() {
        site.json(document(Map.of("client_name", "<b>Big Bank</b>")), FRESH);
        Page page = open();
        assertEquals(200, page.status());
        assertTrue(page.body().contains("&lt;b&gt;Big Bank&lt;/b&gt;"), page.body());
        assertTrue(
                page.body().contains("<strong>" + url.replaceAll("^http://|/client.json$", "")),
                page.body());
    }

    @Test
    void CM_02_a_document_for_another_client_id_is_refused() {
        for (Object other : new Object[] {url + "/", url.toUpperCase(java.util.Locale.ROOT), 7}) {
            try (TestBroker fresh = TestBroker.start(folder, loopback())) {
                site.json(document(Map.of("client_id", other)), FRESH);
                assertRefused(open(fresh), "another client_id");
            }
        }
    }

    @Test
    void CM_03_a_redirect_uri_that_the_document_does_not_list_is_refused() {
        site.json(document(Map.of("redirect_uris", List.of("http://127.0.0.1/other"))), FRESH);
        assertRefused(open(), "redirect_uri");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>",
                "[]",
                "\"x\"",
                "",
                "{\"client_id\":\"URL\"",
                "{\"client_id\":\"URL\",\"client_id\":\"URL\",\"client_name\":\"a\","
                        + "\"redirect_uris\":[\"http://127.0.0.1:1/callback\"]}",
                "{\"client_id\":\"URL\",\"redirect_uris\":[\"http://127.0.0.1:1/callback\"]}",
                "{\"client_id\":\"URL\",\"client_name\":\" \","
                        + "\"redirect_uris\":[\"http://127.0.0.1:1/callback\"]}",
                "{\"client_id\":\"URL\",\"client_name\":\"a\"}",
                "{\"client_id\":\"URL\",\"client_name\":\"a\",\"redirect_uris\":[]}",
                "{\"client_id\":\"URL\",\"client_name\":\"a\",\"client_secret\":\"s\","
                        + "\"redirect_uris\":[\"http://127.0.0.1:1/callback\"]}",
                "{\"client_id\":\"URL\",\"client_name\":\"a\","
                        + "\"token_endpoint_auth_method\":\"client_secret_basic\","
                        + "\"redirect_uris\":[\"http://127.0.0.1:1/callback\"]}",
                "{\"client_id\":\"URL\",\"client_name\":\"a\","
                        + "\"token_endpoint_auth_method\":\"private_key_jwt\","
                        + "\"redirect_uris\":[\"http://127.0.0.1:1/callback\"]}",
                "{\"client_id\":\"URL\",\"client_name\":\"a\","
                        + "\"redirect_uris\":[\"javascript:alert(1)\"]}",
            })
    void CM_04_a_document_that_is_not_right_is_refused(String document) {
        site.json(document.replace("URL", url), FRESH);
        assertRefused(open(), "");
    }

    @Test
    void CM_05_redirects_are_not_followed_and_a_large_document_is_refused() throws IOException {
        try (RawServer other = new RawServer()) {
            other.json(document(Map.of()), FRESH);
            String there = other.at("http://127.0.0.1", "/client.json").toString();
            site.answers("HTTP/1.1 302 Found\r\nLocation: " + there + "\r\n\r\n");
            assertRefused(open(), "HTTP 302");
            assertEquals(List.of(), other.asked());
        }
        try (TestBroker fresh = TestBroker.start(folder, loopback())) {
            site.json(document(Map.of("more", " ".repeat(5 * 1024))), FRESH);
            assertRefused(open(fresh), "larger than");
        }
    }

    @Test
    void CM_06_a_document_is_kept_as_long_as_its_server_says_but_five_minutes_at_least() {
        Instant start = Instant.now();
        broker.stopClock(start);
        site.json(document(Map.of()), FRESH);
        assertAsked(1, start);
        assertAsked(1, start.plus(Duration.ofMinutes(59)));
        site.json(document(Map.of()), "Cache-Control: no-store\r\n");
        assertAsked(2, start.plus(Duration.ofMinutes(60)));
        assertAsked(2, start.plus(Duration.ofMinutes(64)));
        site.json(document(Map.of()), "Cache-Control: max-age=99999999\r\n");
        assertAsked(3, start.plus(Duration.ofMinutes(65)));
        assertAsked(3, start.plus(Duration.ofHours(25)));
        assertAsked(4, start.plus(Duration.ofHours(26)));
        assertAsked(5, start.plus(Duration.ofHours(25)));
    }

    @Test
    void CM_06_a_copy_outlives_a_restart_and_a_server_that_cannot_answer() {
        Instant start = Instant.now();
        site.json(document(Map.of()), FRESH);
        assertEquals(200, open().status());
        site.answers("HTTP/1.1 503 Down\r\n\r\n");
        try (TestBroker second = TestBroker.start(folder, loopback())) {
            assertEquals(200, open(second).status());
            assertEquals(1, site.asked().size());
            second.stopClock(start.plus(Duration.ofDays(6)));
            assertEquals(200, open(second).status());
            assertEquals(2, site.asked().size());
            second.stopClock(start.plus(Duration.ofDays(8)));
            Page late = open(second);
            assertEquals(503, late.status());
            assertTrue(late.body().contains("cannot be read now"), late.body());
        }
    }

    @Test
    void CM_06_a_document_that_turned_bad_spoils_the_copy_but_not_the_tokens() {
        Instant start = Instant.now();
        broker.stopClock(start);
        site.json(document(Map.of()), FRESH);
        Map<String, String> form = TestBroker.exchange(broker.code(url));
        form.put("client_id", url);
        broker.stopClock(start.plus(Duration.ofHours(2)));
        site.json("{}", FRESH);
        assertRefused(open(), "");
        site.answers("HTTP/1.1 503 Down\r\n\r\n");
        broker.stopClock(start.plus(Duration.ofHours(3)));
        assertEquals(503, open().status(), "the good copy of before is gone");
        broker.stopClock(start.plus(Duration.ofMinutes(1)));
        assertEquals(200, broker.form("/token", form).statusCode());
    }

    @Test
    void CM_06_a_document_that_was_mended_is_good_at_once() {
        site.answers("HTTP/1.1 404 Not Found\r\n\r\n");
        assertRefused(open(), "HTTP 404");
        site.json("{}", FRESH);
        assertRefused(open(), "another client_id");
        site.json(document(Map.of()), FRESH);
        assertEquals(200, open().status());
    }

    @Test
    void CM_01_the_token_endpoint_never_fetches() {
        site.json(document(Map.of()), FRESH);
        HttpResponse<String> answer =
                broker.form(
                        "/token",
                        Map.of(
                                "grant_type",
                                "refresh_token",
                                "refresh_token",
                                "x",
                                "client_id",
                                url));
        assertEquals(401, answer.statusCode());
        assertEquals("invalid_client", Json.object(answer.body()).get("error"));
        assertEquals(List.of(), site.asked());
    }

    @Test
    void CM_07_a_URL_that_leads_inside_or_plays_tricks_is_not_fetched() {
        try (TestBroker strict = TestBroker.start(folder, Map.of());
                FakeBrowser browser = new FakeBrowser(TestBroker.CALLBACK)) {
            for (String clientId : TRICKS) {
                assertRefused(browser.open(strict.authorizeAddress(clientId, Map.of())), "");
            }
        }
    }

    @Test
    void CM_08_a_document_with_a_list_of_methods_is_usable_without_a_signature() {
        String jwks = site.at("http://127.0.0.1", "/jwks.json").toString();
        site.json(
                document(
                        Map.of(
                                "token_endpoint_auth_method",
                                "private_key_jwt",
                                "token_endpoint_auth_methods_supported",
                                List.of("none", "private_key_jwt"),
                                "jwks_uri",
                                jwks)),
                FRESH);
        Map<String, String> form = TestBroker.exchange(broker.code(url));
        form.put("client_id", url);
        assertEquals(200, broker.form("/token", form).statusCode());
    }

    private static Map<String, Object> loopback() {
        return Map.of("cimd.allow_loopback", true);
    }

    private String document(Map<String, Object> changes) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("client_id", url);
        document.put("client_name", "a client with a document");
        document.put("redirect_uris", List.of("http://127.0.0.1/callback"));
        document.put("grant_types", List.of("authorization_code", "refresh_token"));
        document.put("token_endpoint_auth_method", "none");
        document.putAll(changes);
        return Json.write(document);
    }

    private Page open() {
        return open(broker);
    }

    private Page open(TestBroker at) {
        try (FakeBrowser browser = new FakeBrowser(TestBroker.CALLBACK)) {
            return browser.open(at.authorizeAddress(url, Map.of()));
        }
    }

    private void assertAsked(int times, Instant at) {
        broker.stopClock(at);
        assertEquals(200, open().status());
        assertEquals(times, site.asked().size(), "at " + at);
    }

    private static void assertRefused(Page page, String because) {
        assertEquals(400, page.status(), page.body());
        assertTrue(page.body().contains(because), page.body());
        assertFalse(page.body().contains("name=\"decision\""), page.body());
    }
}
