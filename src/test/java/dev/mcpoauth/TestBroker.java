package dev.mcpoauth;

import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.oauth.Pkce;
import dev.mcpoauth.store.Store;
import dev.mcpoauth.testkit.FakeBrowser;
import dev.mcpoauth.testkit.FakeBrowser.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/// A whole broker with the demo service on a free port, for tests that speak HTTP to it.
public final class TestBroker implements AutoCloseable {
    /// A loopback callback that nobody listens at.
    public static final String CALLBACK = "http://127.0.0.1:1/callback";

    /// A good code verifier.
    public static final String VERIFIER = "v".repeat(43);

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicReference<Instant> stopped = new AtomicReference<>();
    private final Wiring.Serving serving;

    private TestBroker(Path folder, Map<String, Object> values) {
        Map<String, Object> all = new LinkedHashMap<>(values);
        all.putIfAbsent("listen.port", 0);
        all.putIfAbsent("rate_limits", false);
        Settings settings =
                new SettingsReader(Map.of(), folder)
                        .read(new Overrides(null, folder.toString(), all));
        InstantSource clock = () -> stopped.get() == null ? Instant.now() : stopped.get();
        serving = new Wiring(clock).serve(settings, true);
    }

    /// Starts over the files in this folder, with settings by dotted name; no rate limits unless
    /// asked for.
    public static TestBroker start(Path folder, Map<String, Object> values) {
        return new TestBroker(folder, values);
    }

    /// The broker's name and address.
    public String issuer() {
        return serving.settings().issuer();
    }

    /// Its settings.
    public Settings settings() {
        return serving.settings();
    }

    /// Its open store.
    public Store store() {
        return serving.store();
    }

    /// Stops its clock at this time.
    public void stopClock(Instant at) {
        stopped.set(at);
    }

    /// Asks for a path.
    public HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    /// Asks for any address.
    public HttpResponse<String> ask(URI address) {
        return send(HttpRequest.newBuilder(address));
    }

    /// Asks with another method and no body.
    public HttpResponse<String> method(String method, String path, String... headers) {
        return send(request(path, headers).method(method, BodyPublishers.noBody()));
    }

    /// Sends JSON.
    public HttpResponse<String> json(String method, String path, String body, String... headers) {
        return send(
                request(path, headers)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body)));
    }

    /// Sends a form.
    public HttpResponse<String> form(String path, Map<String, String> form, String... headers) {
        return send(
                request(path, headers)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(encode(form))));
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(issuer() + path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Sends these very bytes, one for each character, and gives back everything that comes.
    public String raw(String text) {
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port())) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where it listens.
    public int port() {
        return serving.server().port();
    }

    /// Registers a client with [#CALLBACK] and this method; gives back the answer.
    public Map<String, Object> register(String authMethod) {
        return Json.object(
                json(
                                "POST",
                                "/register",
                                Json.write(
                                        Map.of(
                                                "client_name",
                                                "test client",
                                                "redirect_uris",
                                                List.of(CALLBACK),
                                                "grant_types",
                                                List.of("authorization_code", "refresh_token"),
                                                "token_endpoint_auth_method",
                                                authMethod)))
                        .body());
    }

    /// The address at which a client's login begins.
    public URI authorizeAddress(String clientId, Map<String, String> more) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", clientId);
        query.put("redirect_uri", CALLBACK);
        query.put("state", "s t/ate+");
        query.put("code_challenge", Pkce.challengeOf(VERIFIER));
        query.put("code_challenge_method", Pkce.METHOD);
        query.putAll(more);
        return URI.create(issuer() + "/authorize?" + encode(query));
    }

    /// Logs in as alice and gives back the code.
    public String code(String clientId) {
        try (FakeBrowser browser = new FakeBrowser(CALLBACK)) {
            Page consent = browser.open(authorizeAddress(clientId, Map.of()));
            Page service = browser.press(consent, "decision", "approve");
            String code = browser.press(service, "user", "alice").query().get("code");
            if (code == null) {
                throw new IllegalStateException("no code");
            }
            return code;
        }
    }

    /// The form that exchanges a code.
    public static Map<String, String> exchange(String code) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("code_verifier", VERIFIER);
        form.put("redirect_uri", CALLBACK);
        return form;
    }

    /// A form as it is sent.
    public static String encode(Map<String, String> form) {
        return form.entrySet().stream()
                .map(e ->
                        e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    @Override
    public void close() {
        http.shutdownNow();
        serving.close();
    }
}
