package dev.mcpoauth.testkit;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.oauth.Pkce;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.testkit.FakeBrowser.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A small real MCP client that logs in by itself at the pretend service.
///
/// It begins, as every MCP client does, with the 401 of a protected server, and follows the
/// metadata from there. Every step is told to a listener, without secrets.
public final class LoopbackClient implements AutoCloseable {
    private static final String REDIRECT = "http://127.0.0.1:1/callback";
    private static final Pattern RESOURCE_METADATA =
            Pattern.compile("resource_metadata=\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private final SecureRandom random = new SecureRandom();
    private final String resource;
    private final Consumer<Step> listener;
    private Map<String, Object> server = Map.of();
    private String clientId = "";
    private Tokens tokens = new Tokens("", "");

    /// One thing that the client did.
    ///
    /// @param name what it did
    /// @param outcome what came of it
    public record Step(String name, String outcome) {}

    private record Tokens(String access, String refresh) {
        @Override
        public String toString() {
            return "Tokens[hidden]";
        }
    }

    /// A client of the MCP server at this URL.
    public LoopbackClient(String resource, Consumer<Step> listener) {
        this.resource = resource;
        this.listener = listener;
    }

    /// Finds the authorization server: 401, RFC 9728, RFC 8414.
    public void discover() {
        HttpResponse<String> refused = rpc("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
        if (refused.statusCode() != 401) {
            // a server of which a part is public: its stream is not
            refused = send(HttpRequest.newBuilder(URI.create(resource)).build());
        }
        Matcher metadata =
                RESOURCE_METADATA.matcher(
                        refused.headers().firstValue("WWW-Authenticate").orElse(""));
        if (refused.statusCode() != 401 || !metadata.find()) {
            throw new IllegalStateException("the MCP server did not ask for a login");
        }
        Map<String, Object> protectedResource = get(metadata.group(1));
        String issuer =
                ((List<?>) field(protectedResource, "authorization_servers")).getFirst().toString();
        // RFC 8414 3.1: the path of an issuer comes after the well-known part
        String path = URI.create(issuer).getRawPath();
        server =
                get(
                        URI.create(issuer)
                                .resolve("/.well-known/oauth-authorization-server" + path)
                                .toString());
        listener.accept(new Step("discover", "401, then " + issuer + " says where to log in"));
    }

    /// Registers itself. RFC 7591.
    public void register() {
        String body =
                Json.write(
                        Map.of(
                                "client_name",
                                "demo client",
                                "redirect_uris",
                                List.of(REDIRECT),
                                "grant_types",
                                List.of("authorization_code", "refresh_token"),
                                "token_endpoint_auth_method",
                                "none"));
        HttpResponse<String> answer =
                send(
                        HttpRequest.newBuilder(URI.create(endpoint("registration_endpoint")))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body))
                                .build());
        clientId = field(good(answer, 201), "client_id").toString();
        listener.accept(new Step("register", "client " + clientId));
    }

    /// Logs in as a user of the pretend service: consent, login, callback, code exchange.
    public void login(String user) {
        login(user, "");
    }

    /// The same, asking for these scopes; the empty text leaves the choice to the broker.
    public void login(String user, String scope) {
        String verifier = Secret.random(random).value();
        String state = Secret.random(random).value();
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", clientId);
        query.put("redirect_uri", REDIRECT);
        query.put("state", state);
        query.put("code_challenge", Pkce.challengeOf(verifier));
        query.put("code_challenge_method", Pkce.METHOD);
        query.put("resource", resource);
        if (!scope.isEmpty()) {
            query.put("scope", scope);
        }
        String code;
        try (FakeBrowser browser = new FakeBrowser(REDIRECT)) {
            Page consent =
                    browser.open(
                            URI.create(endpoint("authorization_endpoint") + "?" + form(query)));
            listener.accept(new Step("consent", "the broker asks before anything goes on"));
            Page service = browser.press(consent, "decision", "approve");
            Page back = browser.press(service, "user", user);
            listener.accept(new Step("log in", user + " at the pretend service"));
            code = code(back, state);
        }
        Map<String, String> body = new LinkedHashMap<>();
        body.put("grant_type", "authorization_code");
        body.put("code", code);
        body.put("code_verifier", verifier);
        body.put("redirect_uri", REDIRECT);
        listener.accept(new Step("exchange the code", token(body)));
    }

    private String code(Page back, String state) {
        Map<String, String> answer = back.query();
        // RFC 9207 2.4: only the answer to our own question, from our own server
        if (!state.equals(answer.get("state"))
                || !field(server, "issuer").equals(answer.get("iss"))) {
            throw new IllegalStateException("the answer is not for this login");
        }
        String code = answer.get("code");
        if (code == null) {
            throw new IllegalStateException("the login failed: " + answer.get("error"));
        }
        return code;
    }

    /// The access token, for a test that sends it by itself.
    public String accessToken() {
        return tokens.access();
    }

    /// Refreshes the access token. RFC 6749 6.
    public void refresh() {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("grant_type", "refresh_token");
        body.put("refresh_token", tokens.refresh());
        listener.accept(new Step("refresh", token(body)));
    }

    /// Calls a tool of the MCP server and gives back the text of its answer.
    public String call(String tool) {
        String request =
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\""
                        + tool
                        + "\",\"arguments\":{\"text\":\"hello\"}}}";
        String text = text(Json.object(rpc(request).body()));
        listener.accept(new Step("call " + tool, text));
        return text;
    }

    private static String text(Map<String, Object> answer) {
        if (answer.get("result") instanceof Map<?, ?> result
                && result.get("content") instanceof List<?> content
                && content.getFirst() instanceof Map<?, ?> first) {
            return String.valueOf(first.get("text"));
        }
        throw new IllegalStateException("the tool gave no text");
    }

    private String token(Map<String, String> body) {
        body.put("client_id", clientId);
        body.put("resource", resource);
        HttpResponse<String> answer =
                send(
                        HttpRequest.newBuilder(URI.create(endpoint("token_endpoint")))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString(form(body)))
                                .build());
        Map<String, Object> json = good(answer, 200);
        tokens =
                new Tokens(
                        field(json, "access_token").toString(),
                        field(json, "refresh_token").toString());
        return "a token for " + json.get("expires_in") + " s, scopes " + json.get("scope");
    }

    private HttpResponse<String> rpc(String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(resource))
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json, text/event-stream")
                        .POST(BodyPublishers.ofString(body));
        if (!tokens.access().isEmpty()) {
            request.header("Authorization", "Bearer " + tokens.access());
        }
        return send(request.build());
    }

    private Map<String, Object> get(String url) {
        return good(send(HttpRequest.newBuilder(URI.create(url)).build()), 200);
    }

    private static Map<String, Object> good(HttpResponse<String> answer, int status) {
        if (answer.statusCode() != status) {
            throw new IllegalStateException(
                    answer.uri().getPath() + " answered HTTP " + answer.statusCode());
        }
        return Json.object(answer.body());
    }

    private String endpoint(String name) {
        return field(server, name).toString();
    }

    private static Object field(Map<String, Object> json, String name) {
        Object value = json.get(name);
        if (value == null) {
            throw new IllegalStateException("the answer has no " + name);
        }
        return value;
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot reach " + request.uri().getPath(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
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

    /// Closes its connections.
    @Override
    public void close() {
        http.shutdownNow();
    }
}
