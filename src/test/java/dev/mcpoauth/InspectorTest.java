package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.store.Consents;
import dev.mcpoauth.testkit.FakeService;
import dev.mcpoauth.testkit.Fault;
import dev.mcpoauth.testkit.LoopbackClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The flow inspector over real HTTP: who may look, what is seen of a good and of a failed login.
final class InspectorTest {
    @TempDir Path folder;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> secrets = new ArrayList<>();
    private Wiring.Serving serving;
    private Wiring wiring;

    @BeforeEach
    void start() {
        wiring = new Wiring(InstantSource.system());
        serving =
                wiring.serve(
                        new SettingsReader(Map.of(), folder)
                                .read(
                                        new Overrides(
                                                null,
                                                folder.resolve("data").toString(),
                                                Map.of("listen.port", 0))),
                        true);
    }

    @AfterEach
    void stop() {
        http.close();
        serving.close();
        wiring.close();
    }

    @Test
    void only_the_browser_that_opened_the_link_may_look_and_the_link_works_once() throws Exception {
        assertEquals(403, get("/inspector", "").statusCode());
        String cookie = open();
        HttpResponse<String> page = get("/inspector", cookie);
        assertEquals(200, page.statusCode());
        assertTrue(page.body().contains("Flow inspector"));
        String policy = page.headers().firstValue("Content-Security-Policy").orElse("");
        assertTrue(policy.contains("default-src 'none'"), policy);
        assertFalse(policy.contains("unsafe"), policy);
        assertEquals(403, get(link(), "").statusCode(), "the link again");
        assertEquals(403, get("/inspector", cookie + "x").statusCode());
        assertEquals(403, get("/inspector/lists", "").statusCode());
        assertEquals(403, get("/inspector/events", "").statusCode());
    }

    @Test
    void switched_off_it_is_not_there_and_nothing_is_remembered() throws Exception {
        serving.close();
        serving =
                wiring.serve(
                        new SettingsReader(Map.of(), folder)
                                .read(
                                        new Overrides(
                                                null,
                                                folder.resolve("data").toString(),
                                                Map.of("listen.port", 0, "inspector", false))),
                        true);
        assertTrue(serving.server().inspectorLink().isEmpty());
        assertEquals(404, get("/inspector", "").statusCode());
    }

    @Test
    void a_proxy_on_this_machine_is_not_this_machine() throws Exception {
        String cookie = open();
        HttpRequest behind =
                request("/inspector", cookie).header("X-Forwarded-For", "203.0.113.9").build();
        assertEquals(403, http.send(behind, BodyHandlers.ofString()).statusCode());
    }

    @Test
    void the_ticket_of_a_login_is_not_seen() throws Exception {
        String ticket = "mwz7abcdefghijklmnop.Kr_h0Nqabcdefghijklmnopqrstuv";
        get("/login/" + ticket, "");
        List<Map<String, Object>> seen =
                events(open(), m -> String.valueOf(m.get("path")).startsWith("/login/"));
        assertFalse(seen.toString().contains(ticket.substring(25)), seen.toString());
    }

    @Test
    void a_whole_login_is_one_flow_without_secrets_and_with_what_the_service_was_asked()
            throws Exception {
        logIn();
        List<Map<String, Object>> seen =
                events(open(), m -> is(m, "path", "/mcp") && is(m, "status", 200));
        Map<String, Object> token = find(seen, m -> is(m, "path", "/token"));
        List<Map<String, Object>> flow =
                seen.stream()
                        .filter(m -> Objects.equals(m.get("flow"), token.get("flow")))
                        .toList();
        List<Object> paths = flow.stream().map(m -> m.get("path")).toList();
        assertTrue(
                paths.containsAll(
                        List.of(
                                "/register",
                                "/authorize",
                                "/consent",
                                "/callback/demo",
                                "/token",
                                "/userinfo",
                                "/mcp")),
                paths::toString);
        assertEquals(2, flow.stream().filter(m -> is(m, "to", "service")).count());
        assertEquals("demo client", token.get("flow_title"));
        assertTrue(flow.stream().noneMatch(m -> is(m, "verdict", "bad")), flow::toString);
        assertTrue(rules(token).stream().allMatch(r -> is(r, "state", "passed")));
        String all = seen.toString();
        secrets.forEach(secret -> assertFalse(all.contains(secret), "a secret is shown"));
        assertFalse(all.contains("mcpo_"), all);
        assertFalse(all.contains("demo_at_"), all);
    }

    @Test
    void a_request_without_pkce_names_the_rule_and_the_fix() throws Exception {
        String client = register();
        get(
                "/authorize?response_type=code&redirect_uri=http://127.0.0.1:1/callback&client_id="
                        + client,
                "");
        List<Map<String, Object>> seen = events(open(), m -> is(m, "path", "/authorize"));
        Map<String, Object> failed = find(seen, m -> is(m, "path", "/authorize"));
        assertEquals("bad", failed.get("verdict"));
        assertTrue(String.valueOf(failed.get("fix")).contains("code_challenge_method=S256"));
        List<Map<String, Object>> rules = rules(failed);
        Map<String, Object> broken = find(rules, r -> is(r, "state", "failed"));
        assertEquals("RFC 7636 4.4.1", broken.get("section"));
        assertEquals("passed", rules.getFirst().get("state"));
        assertEquals("unreached", rules.getLast().get("state"));
    }

    @Test
    void what_the_broker_holds_can_be_taken_back_there() throws Exception {
        String client = register();
        String cookie = open();
        assertTrue(get("/inspector/lists", cookie).body().contains(client));
        String body = Json.write(Map.of("kind", "client", "id", client));
        assertEquals(403, post(cookie, "", body).statusCode(), "without the header");
        assertEquals(200, post(cookie, "1", body).statusCode());
        assertFalse(get("/inspector/lists", cookie).body().contains(client));
        assertEquals(404, post(cookie, "1", body).statusCode());
    }

    @Test
    void a_consent_that_is_taken_back_there_ends_what_came_of_it() throws Exception {
        String resource = serving.settings().issuer() + "/mcp";
        try (LoopbackClient client = new LoopbackClient(resource, step -> {})) {
            client.discover();
            client.register();
            client.login("alice");
            Consents consents = serving.store().consents();
            String id = serving.store().database().read(tx -> consents.list(tx)).getFirst().id();
            String body = Json.write(Map.of("kind", "consent", "id", id));
            assertEquals(200, post(open(), "1", body).statusCode());
            assertThrows(IllegalStateException.class, () -> client.call("whoami"));
        }
    }

    @Test
    void an_account_that_is_removed_there_is_ended_at_its_service_first() throws Exception {
        logIn();
        FakeService service = serving.demo().orElseThrow();
        String cookie = open();
        String body = Json.write(Map.of("kind", "account", "id", "1"));
        service.answerAll(Fault.status(503));
        assertEquals(503, post(cookie, "1", body).statusCode());
        assertTrue(get("/inspector/lists", cookie).body().contains("demo/alice"));
        service.clearFaults();
        assertEquals(200, post(cookie, "1", body).statusCode());
        assertFalse(get("/inspector/lists", cookie).body().contains("demo/alice"));
        assertTrue(service.calls("/revoke") >= 2);
        assertEquals(404, post(cookie, "1", body).statusCode());
    }

    @Test
    void of_many_things_the_newest_are_shown() throws Exception {
        String client = register();
        Consents consents = serving.store().consents();
        Instant first = Instant.ofEpochSecond(1_800_000_000);
        serving.store()
                .database()
                .write(tx -> {
                    for (int i = 0; i <= 200; i++) {
                        Scope scope = Scope.of("a");
                        String who = "u" + i;
                        consents.remember(
                                tx,
                                new Consents.Consent(
                                        who,
                                        who,
                                        client,
                                        "r",
                                        "m",
                                        "p",
                                        scope,
                                        first.plusSeconds(i)));
                    }
                    return true;
                });
        String lists = get("/inspector/lists", open()).body();
        assertTrue(lists.contains("\"u200\""), lists);
        assertFalse(lists.contains("\"u0\""), lists);
    }

    @Test
    void what_the_guards_refuse_is_seen_too() throws Exception {
        URI there = address("/token");
        assertEquals(
                421, RawHttp.send(there, "POST /token HTTP/1.1\nHost: evil.example", "").status());
        URI form = address("/consent");
        assertEquals(403, RawHttp.post(form, "", "Origin: https://evil.example").status());
        List<Map<String, Object>> seen = events(open(), m -> is(m, "status", 403));
        Map<String, Object> misled = find(seen, m -> is(m, "status", 421));
        assertTrue(String.valueOf(misled.get("outcome")).contains("public_names"), seen::toString);
        assertTrue(String.valueOf(seen.getLast().get("outcome")).contains("other sites"));
    }

    private void logIn() {
        String resource = serving.settings().issuer() + "/mcp";
        try (LoopbackClient client = new LoopbackClient(resource, step -> {})) {
            client.discover();
            client.register();
            client.login("alice");
            client.call("whoami");
        }
    }

    private String register() throws Exception {
        String body =
                "{\"client_name\":\"plain\",\"redirect_uris\":[\"http://127.0.0.1:1/callback\"],"
                        + "\"token_endpoint_auth_method\":\"none\"}";
        HttpRequest request =
                HttpRequest.newBuilder(address("/register"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        return String.valueOf(Json.object(answer.body()).get("client_id"));
    }

    private String link() {
        return serving.server().inspectorLink().orElseThrow();
    }

    private String open() throws Exception {
        String cookie = get(link(), "").headers().firstValue("Set-Cookie").orElseThrow();
        assertTrue(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), cookie);
        return cookie.split(";", 2)[0];
    }

    private HttpResponse<String> post(String cookie, String header, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request("/inspector/revoke", cookie)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!header.isEmpty()) {
            request.header("X-Inspector", header);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path, String cookie)
            throws IOException, InterruptedException {
        return http.send(request(path, cookie).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, String cookie) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address(path));
        return cookie.isEmpty() ? request : request.header("Cookie", cookie);
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + serving.server().port() + path);
    }

    /// Reads events until one is the last that is waited for.
    private List<Map<String, Object>> events(String cookie, Predicate<Map<String, Object>> last)
            throws Exception {
        HttpRequest request =
                request("/inspector/events", cookie).header("Accept", "text/event-stream").build();
        List<Map<String, Object>> seen = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                http.send(request, BodyHandlers.ofInputStream()).body(),
                                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data: {\"id\"")) {
                    seen.add(Json.object(line.substring("data: ".length())));
                    if (last.test(seen.getLast())) {
                        return seen;
                    }
                }
            }
        }
        return seen;
    }

    @SuppressWarnings("unchecked") // as the record says
    private static List<Map<String, Object>> rules(Map<String, Object> message) {
        return (List<Map<String, Object>>) Objects.requireNonNull(message.get("rules"));
    }

    private static boolean is(Map<String, Object> message, String member, Object value) {
        return value.equals(message.get(member));
    }

    private static Map<String, Object> find(
            List<Map<String, Object>> all, Predicate<Map<String, Object>> wanted) {
        return all.stream().filter(wanted).findFirst().orElseThrow();
    }
}
