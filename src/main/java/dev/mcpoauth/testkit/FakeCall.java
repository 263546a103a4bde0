package dev.mcpoauth.testkit;

import com.sun.net.httpserver.HttpExchange;
import dev.mcpoauth.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// One request to the pretend service, parsed, with the ways to answer it.
final class FakeCall {
    private static final int NO_BODY = -1;

    private final HttpExchange exchange;
    private final String body;

    FakeCall(HttpExchange exchange) throws IOException {
        this.exchange = exchange;
        this.body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    String method() {
        return exchange.getRequestMethod();
    }

    String path() {
        return exchange.getRequestURI().getPath();
    }

    /// Path and query as they came.
    String target() {
        return exchange.getRequestURI().toString();
    }

    String body() {
        return body;
    }

    /// The body's type without parameters; empty text when there is none.
    String type() {
        return header("Content-Type").orElse("").replaceFirst(";.*", "").strip();
    }

    /// The fields of the body, a form or a flat JSON object.
    Map<String, String> fields() {
        if (!type().equals("application/json")) {
            return form();
        }
        Map<String, String> fields = new LinkedHashMap<>();
        Json.object(body).forEach((name, value) -> fields.put(name, String.valueOf(value)));
        return fields;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    Map<String, String> query() {
        String raw = exchange.getRequestURI().getRawQuery();
        return decode(raw == null ? "" : raw);
    }

    Map<String, String> form() {
        return decode(body);
    }

    Optional<String> bearer() {
        return header("Authorization")
                .filter(value -> value.startsWith("Bearer "))
                .map(value -> value.substring("Bearer ".length()));
    }

    /// The client id and secret by Basic or from the form. RFC 6749 2.3.1.
    Map.Entry<String, String> client() {
        Optional<String> basic =
                header("Authorization").filter(value -> value.startsWith("Basic "));
        if (basic.isEmpty()) {
            Map<String, String> form = fields();
            return Map.entry(
                    form.getOrDefault("client_id", ""), form.getOrDefault("client_secret", ""));
        }
        byte[] decoded = Base64.getDecoder().decode(basic.get().substring("Basic ".length()));
        String[] parts = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
        return Map.entry(text(parts[0]), parts.length > 1 ? text(parts[1]) : "");
    }

    void json(int status, String json) throws IOException {
        answer(new Fault(status, Map.of("Content-Type", "application/json"), json));
    }

    void html(String page) throws IOException {
        answer(
                new Fault(
                        200,
                        Map.of(
                                "Content-Type",
                                "text/html; charset=utf-8",
                                "Cache-Control",
                                "no-store",
                                "Content-Security-Policy",
                                "default-src 'none'; style-src 'unsafe-inline';"
                                        + " frame-ancestors 'none'"),
                        page));
    }

    void redirect(String location) throws IOException {
        answer(new Fault(302, Map.of("Location", location), ""));
    }

    void answer(Fault fault) throws IOException {
        if (fault.status() == 0) {
            exchange.close();
            return;
        }
        fault.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        byte[] bytes = fault.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(fault.status(), bytes.length == 0 ? NO_BODY : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
        exchange.close();
    }

    private static Map<String, String> decode(String encoded) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : encoded.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(text(pair.substring(0, equals)), text(pair.substring(equals + 1)));
            }
        }
        return values;
    }

    private static String text(String encoded) {
        return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    }
}
