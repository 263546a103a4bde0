package dev.mcpoauth.ledger;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.oauth.Pkce;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.testkit.FakeBrowser;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// A client that installs itself again and again, and writes down every answer it got.
final class LedgerClient implements Runnable {
    private static final String REDIRECT = "http://127.0.0.1:1/callback";
    private static final int REFRESHES = 6;

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final SecureRandom random = new SecureRandom();
    private final String issuer;
    private final AtomicBoolean stop;
    final List<Installation> pages = new ArrayList<>();

    /// How many tokens were acknowledged.
    final AtomicInteger tokens = new AtomicInteger();

    /// How many requests got no answer, or a wrong one.
    final AtomicInteger broken = new AtomicInteger();

    /// What is wrong, in words; empty when all is well.
    final List<String> faults = new ArrayList<>();

    LedgerClient(String issuer, AtomicBoolean stop) {
        this.issuer = issuer;
        this.stop = stop;
    }

    @Override
    public void run() {
        while (!stop.get()) {
            try {
                live();
            } catch (IOException | RuntimeException e) {
                // a broker died in the middle of a login: nothing more was acknowledged
                broken.incrementAndGet();
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    private void live() throws IOException {
        String clientId = register();
        Installation page = new Installation(clientId, Pkce.newVerifier(random).value());
        pages.add(page);
        page.code = login(page);
        exchange(page);
        for (int i = 0; i < REFRESHES && !page.unsure; i++) {
            refresh(page, i % 2 == 0);
        }
        if (!page.unsure && random.nextBoolean()) {
            Answer done =
                    sure("/revoke", Map.of("client_id", page.clientId, "token", page.refreshToken));
            page.revoked = done.status() == 200;
        }
    }

    private String register() throws IOException {
        String body =
                Json.write(
                        Map.of(
                                "client_name",
                                "ledger",
                                "redirect_uris",
                                List.of(REDIRECT),
                                "grant_types",
                                List.of("authorization_code", "refresh_token"),
                                "token_endpoint_auth_method",
                                "none"));
        Answer answer = send("/register", "application/json", body);
        if (answer.status() != 201) {
            throw new IOException("not registered: " + answer.status());
        }
        return answer.text("client_id");
    }

    private String login(Installation page) {
        String state = Secret.random(random).value();
        String query =
                form(
                        Map.of(
                                "response_type",
                                "code",
                                "client_id",
                                page.clientId,
                                "redirect_uri",
                                REDIRECT,
                                "state",
                                state,
                                "code_challenge",
                                Pkce.challengeOf(page.verifier),
                                "code_challenge_method",
                                Pkce.METHOD,
                                "resource",
                                issuer + "/mcp"));
        try (FakeBrowser browser = new FakeBrowser(REDIRECT)) {
            FakeBrowser.Page consent = browser.open(URI.create(issuer + "/authorize?" + query));
            FakeBrowser.Page service = browser.press(consent, "decision", "approve");
            Map<String, String> back = browser.press(service, "user", "alice").query();
            String code = back.get("code");
            if (code == null || !state.equals(back.get("state"))) {
                throw new IllegalStateException("the login failed");
            }
            return code;
        }
    }

    private void exchange(Installation page) {
        Answer answer = sure("/token", codeForm(page));
        page.codeSent = answer.attempts();
        if (answer.status() == 200) {
            page.accessTokens.add(answer.text("access_token"));
            tokens.incrementAndGet();
            page.refreshToken = answer.text("refresh_token");
        } else if (answer.attempts() == 1) {
            page.unsure = true;
            faults.add("lost: a code was refused: " + answer.body());
        } else {
            // the first attempt was done, and its answer was lost with the broker
            page.unsure = true;
        }
    }

    Map<String, String> codeForm(Installation page) {
        return Map.of(
                "grant_type", "authorization_code",
                "client_id", page.clientId,
                "code", page.code,
                "code_verifier", page.verifier,
                "redirect_uri", REDIRECT);
    }

    private void refresh(Installation page, boolean twice) {
        String old = page.refreshToken;
        Answer answer = sure("/token", refreshForm(page, old));
        if (answer.status() != 200) {
            page.unsure = true;
            faults.add(
                    "lost: a refresh token of %s was refused, its code was sent %d times, it %d: %s"
                            .formatted(
                                    page.clientId,
                                    page.codeSent,
                                    answer.attempts(),
                                    answer.body()));
            return;
        }
        page.refreshToken = answer.text("refresh_token");
        page.successors.put(old, page.refreshToken);
        page.accessTokens.add(answer.text("access_token"));
        tokens.incrementAndGet();
        if (twice) {
            checkSuccessor(page, old, sure("/token", refreshForm(page, old)));
        }
    }

    Map<String, String> refreshForm(Installation page, String token) {
        return Map.of(
                "grant_type", "refresh_token", "client_id", page.clientId, "refresh_token", token);
    }

    /// A spent refresh token may answer with its one successor, and with nothing else.
    void checkSuccessor(Installation page, String old, Answer again) {
        if (again.status() == 200
                && !again.text("refresh_token").equals(page.successors.get(old))) {
            faults.add("twice: a refresh token has two successors");
        }
    }

    /// Sends until there is an answer: nobody knows what a broker did that died meanwhile.
    Answer sure(String path, Map<String, String> fields) {
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        for (int attempt = 1; ; attempt++) {
            try {
                Answer answer = send(path, "application/x-www-form-urlencoded", form(fields));
                if (answer.status() < 500) {
                    return new Answer(answer.status(), answer.body(), attempt);
                }
            } catch (IOException e) {
                broken.incrementAndGet();
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("no broker answers", e);
                }
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    /// Whether the MCP server takes this access token.
    boolean works(String accessToken) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(issuer + "/mcp"))
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + accessToken)
                        .POST(
                                BodyPublishers.ofString(
                                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}"))
                        .build();
        try {
            return http.send(request, BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Answer send(String path, String type, String body) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(issuer + path))
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofString(body))
                        .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body(), 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static String form(Map<String, String> values) {
        return values.entrySet().stream()
                .map(each ->
                        each.getKey()
                                + "="
                                + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /// One answer of a broker.
    ///
    /// @param attempts how often the request was sent
    record Answer(int status, String body, int attempts) {
        String text(String member) {
            return String.valueOf(Json.object(body).get(member));
        }
    }
}
