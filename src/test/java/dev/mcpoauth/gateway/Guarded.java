package dev.mcpoauth.gateway;

import dev.mcpoauth.LiveBroker;
import dev.mcpoauth.testkit.LoopbackClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// A broker in front of an MCP server, and clients that have logged in.
final class Guarded implements AutoCloseable {
    static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

    private final HttpClient http = HttpClient.newHttpClient();
    private final LiveBroker broker;

    Guarded(Path folder, Map<String, Object> resource) {
        this(folder, "mcp", resource, Map.of());
    }

    Guarded(Path folder, String name, Map<String, Object> resource, Map<String, Object> more) {
        Map<String, Object> values = new LinkedHashMap<>(more);
        values.put("resources." + name, resource);
        values.put("rate_limits", false);
        broker = LiveBroker.start(folder, values);
    }

    LiveBroker broker() {
        return broker;
    }

    /// The URL that clients call.
    URI url() {
        return broker.at("/mcp");
    }

    /// A token of a user with these scopes, after a whole login.
    String token(String user, String scope) {
        return token(url(), user, scope);
    }

    static String token(URI url, String user, String scope) {
        try (LoopbackClient client = new LoopbackClient(url.toString(), step -> {})) {
            client.discover();
            client.register();
            client.login(user, scope);
            return client.accessToken();
        }
    }

    static String call(String tool) {
        return "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\",\"arguments\":{}}}"
                .formatted(tool);
    }

    /// A POST of a message; headers as name and value in turn.
    HttpResponse<String> post(String token, String body, String... headers) throws Exception {
        return http.send(
                request(token, headers).POST(BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofString());
    }

    /// A POST of a message that does not say its length.
    HttpResponse<String> postInParts(String token, String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return http.send(
                request(token)
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)))
                        .build(),
                BodyHandlers.ofString());
    }

    /// Any other method without a body.
    HttpResponse<String> send(String method, String token, String... headers) throws Exception {
        return http.send(
                request(token, headers).method(method, BodyPublishers.noBody()).build(),
                BodyHandlers.ofString());
    }

    /// A GET whose answer is read as it comes.
    HttpResponse<InputStream> stream(String token, String... headers)
            throws IOException, InterruptedException {
        return http.send(request(token, headers).GET().build(), BodyHandlers.ofInputStream());
    }

    private HttpRequest.Builder request(String token, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url())
                        .setHeader("Content-Type", "application/json")
                        .setHeader("Accept", "application/json, text/event-stream");
        if (!token.isEmpty()) {
            request.setHeader("Authorization", "Bearer " + token);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return request;
    }

    @Override
    public void close() {
        broker.close();
        http.shutdownNow();
    }
}
