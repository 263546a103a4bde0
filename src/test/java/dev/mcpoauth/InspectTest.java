package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mcpoauth.inspect.Check;
import dev.mcpoauth.inspect.Check.Verdict;
import dev.mcpoauth.inspect.Inspection;
import dev.mcpoauth.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `inspect` against our own broker, against a server that breaks rules, and against hostile ones.
final class InspectTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @TempDir Path folder;
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private HttpServer server;

    private record Page(int status, Map<String, String> headers, String body) {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void our_own_broker_keeps_every_rule() throws Exception {
        try (CliWorld world = new CliWorld(folder)) {
            world.provider("acme");
            String issuer = world.broker().issuer();
            CliWorld.Ended text = world.run(List.of("inspect", issuer + "/mcp"), "");
            assertEquals(0, text.exit(), text.out() + text.err());
            assertTrue(text.out().contains("✓ it says that it does PKCE with S256"), text.out());
            assertTrue(text.out().contains("[RFC 9728 3.3]"), text.out());
            assertFalse(text.out().contains("✗"), text.out());
            CliWorld.Ended json = world.run(List.of("inspect", issuer + "/mcp", "--json"), "");
            assertTrue(json.out().contains("\"ok\":true"), json.out());
        }
    }

    @Test
    void every_broken_rule_is_told_with_its_section() throws Exception {
        breakTheRules();
        try (CliWorld world = new CliWorld(folder)) {
            CliWorld.Ended ended = world.run(List.of("inspect", url("/mcp")), "");
            assertEquals(9, ended.exit(), ended.out() + ended.err());
        }
        List<Check> checks = inspect("/mcp");
        fails(checks, "RFC 9728 3.3", "https://other.example/mcp?[31m");
        fails(checks, "RFC 8414 3.3", "https://other.example");
        fails(checks, "MCP 2025-11-25 authorization, Authorization Code Protection", "plain");
        fails(checks, "RFC 6749 4.1.2.1", "HTTP 302");
        fails(checks, "RFC 6749 5.2", "HTTP 500");
        fails(checks, "RFC 6749 3", "http://insecure.example/token2");
        assertTrue(told(checks, Verdict.WARN, "RFC 9728 5.1"), "no resource_metadata");
        assertTrue(told(checks, Verdict.WARN, "RFC 9700 2.1.2"), "implicit flow");
    }

    @Test
    void a_resource_that_only_begins_alike_and_an_endpoint_that_is_away_are_no_good() {
        breakTheRules();
        String like = url("").substring(0, url("").length() - 1);
        json(
                "/.well-known/oauth-protected-resource",
                "{\"resource\":\"%s\",\"authorization_servers\":[\"%s/b\"]}"
                        .formatted(like, url("")));
        json(
                "/.well-known/oauth-authorization-server/b",
                "{\"issuer\":\"%s/b\",\"authorization_endpoint\":\"http://127.0.0.1:1/a\"}"
                        .formatted(url("")));
        List<Check> checks = inspect("/mcp");
        fails(checks, "RFC 9728 3.3", like);
        fails(checks, "RFC 6749 4.1.2.1", "cannot be reached");
    }

    private void breakTheRules() {
        page("/mcp", 401, Map.of("WWW-Authenticate", "Bearer realm=\"x\""), "");
        json(
                "/.well-known/oauth-protected-resource",
                """
                {"resource":"https://other.example/mcp\\u001b[31m","authorization_servers":["%1$s","%1$s/b"]}
                """
                        .formatted(url("")));
        json(
                "/.well-known/openid-configuration",
                """
                {"issuer":"https://other.example","authorization_endpoint":"%1$s/authorize",
                "token_endpoint":"%1$s/token","response_types_supported":["code","token"],
                "code_challenge_methods_supported":["plain"]}
                """
                        .formatted(url("")));
        json(
                "/.well-known/oauth-authorization-server/b",
                """
                {"issuer":"%1$s/b","authorization_endpoint":"javascript:alert(1)",
                "token_endpoint":"http://insecure.example/token2"}
                """
                        .formatted(url("")));
        page(
                "/authorize",
                302,
                Map.of("Location", "https://mcp-oauth-inspect.invalid/callback?error=x"),
                "");
        page("/token", 500, Map.of(), "<html>");
    }

    @Test
    void what_a_stranger_says_cannot_paint_the_terminal() {
        String steering = "\u001b[2J\u009b2J\u202e";
        page("/mcp", 401, Map.of("WWW-Authenticate", "Bearer realm=\"x\""), "");
        json(
                "/.well-known/oauth-protected-resource",
                Json.write(
                        Map.of(
                                "resource",
                                url("/mcp") + steering,
                                "authorization_servers",
                                List.of("https://as.example/" + steering))));
        List<Check> checks = inspect("/mcp");
        assertTrue(checks.stream().anyMatch(c -> c.group().endsWith("as.example/?[2J?2J?")));
        for (Check check : checks) {
            String shown = check.group() + check.found();
            assertTrue(
                    steering.chars()
                            .filter(c -> c > '~' || c < ' ')
                            .allMatch(c -> shown.indexOf(c) < 0),
                    shown);
        }
    }

    @Test
    void a_resource_above_the_url_is_one_of_whole_segments() {
        for (String good : List.of("/mcp/a", "/mcp/a/", "/mcp", "/mcp/", "", "/")) {
            assertTrue(told(of(good), Verdict.OK, "RFC 9728 3.3"), good);
        }
        for (String bad : List.of("/mc", "/mcp/ab", "/other", "9")) {
            assertTrue(told(of(bad), Verdict.FAIL, "RFC 9728 3.3"), bad);
        }
    }

    private List<Check> of(String resource) {
        page("/mcp/a", 401, Map.of("WWW-Authenticate", "Bearer realm=\"x\""), "");
        json(
                "/.well-known/oauth-protected-resource",
                Json.write(Map.of("resource", url(resource), "authorization_servers", List.of())));
        return inspect("/mcp/a");
    }

    @Test
    void endless_answers_and_redirects_are_not_followed() {
        page(
                "/mcp",
                401,
                Map.of("WWW-Authenticate", "Bearer resource_metadata=\"" + url("/endless") + "\""),
                "");
        List<Check> checks = inspect("/mcp");
        assertTrue(checks.stream().anyMatch(c -> c.found().contains("more than 256 KB")));
        page(
                "/mcp",
                401,
                Map.of("WWW-Authenticate", "Bearer resource_metadata=\"" + url("/away") + "\""),
                "");
        page("/away", 302, Map.of("Location", url("/elsewhere")), "");
        assertTrue(inspect("/mcp").stream().anyMatch(c -> c.found().contains("HTTP 302")));
        page(
                "/mcp",
                401,
                Map.of("WWW-Authenticate", "Bearer resource_metadata=\"file:///etc/passwd\""),
                "");
        assertTrue(inspect("/mcp").stream().anyMatch(c -> c.found().contains("not an http URL")));
        page("/mcp", 401, Map.of("WWW-Authenticate", "Bearer " + "a".repeat(100_000)), "");
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> inspect("/mcp"));
    }

    @Test
    void a_server_that_is_not_there_is_exit_4_and_nonsense_is_exit_2() throws Exception {
        String gone = url("/mcp");
        server.stop(0);
        try (CliWorld world = new CliWorld(folder)) {
            assertEquals(4, world.run(List.of("inspect", gone), "").exit());
            assertEquals(2, world.run(List.of("inspect", "ftp://x"), "").exit());
        }
    }

    private List<Check> inspect(String path) {
        return Inspection.of(URI.create(url(path)), DEADLINE).checks();
    }

    private static void fails(List<Check> checks, String section, String found) {
        assertTrue(
                checks.stream()
                        .anyMatch(c ->
                                c.verdict() == Verdict.FAIL
                                        && c.section().equals(section)
                                        && c.found().contains(found)),
                () -> section + " " + checks);
    }

    private static boolean told(List<Check> checks, Verdict verdict, String section) {
        return checks.stream().anyMatch(c -> c.verdict() == verdict && c.section().equals(section));
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private void json(String path, String body) {
        page(path, 200, Map.of("Content-Type", "application/json"), body);
    }

    private void page(String path, int status, Map<String, String> headers, String body) {
        pages.put(path, new Page(status, headers, body));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/endless")) {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                byte[] more = new byte[8192];
                while (true) {
                    out.write(more);
                }
            } catch (IOException e) {
                // the reader has had enough, as it should
                return;
            }
        }
        Page page = pages.getOrDefault(path, new Page(404, Map.of(), ""));
        page.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(page.status(), body.length == 0 ? -1 : body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }
}
