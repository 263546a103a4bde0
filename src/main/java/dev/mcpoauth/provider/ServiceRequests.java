package dev.mcpoauth.provider;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.oauth.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Requests that say who the broker is, in the way the service wants to hear it.
final class ServiceRequests {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String JSON = "application/json";

    private final ProviderSpec spec;
    private final ProviderCredentials we;

    ServiceRequests(ProviderContext context) {
        this.spec = context.spec();
        this.we = context.credentials();
    }

    /// A request to the token endpoint, or another that is asked the same way.
    ServiceHttp.Request post(String url, Map<String, String> body, String auth) {
        return post(url, body, auth, UnaryOperator.identity());
    }

    /// The same with a body that is bent when all is in it, also who we are.
    ServiceHttp.Request post(
            String url,
            Map<String, String> body,
            String auth,
            UnaryOperator<Map<String, String>> bend) {
        Map<String, String> headers = headers();
        Map<String, String> all = new LinkedHashMap<>(body);
        identify(auth, headers, all);
        Map<String, String> whole = bend.apply(all);
        boolean json = spec.token().json();
        return new ServiceHttp.Request(
                "POST",
                URI.create(url),
                typed(headers, json),
                json ? Json.write(whole) : form(whole));
    }

    /// A request for a token's end; `client` is how the token endpoint wants to hear who asks.
    ServiceHttp.Request revocation(String url, String token, String bearer, String client) {
        ProviderSpec.RevocationSpec how = spec.revocation();
        Map<String, String> headers = headers();
        Map<String, String> body = new LinkedHashMap<>();
        body.put(how.parameter(), token);
        switch (how.auth()) {
            case "bearer" -> headers.put("Authorization", "Bearer " + bearer);
            case "client" -> identify(client, headers, body);
            case "none" -> headers.remove("Authorization");
            default -> identify(how.auth(), headers, body);
        }
        URI target = URI.create(url);
        if (how.body().equals("none")) {
            return new ServiceHttp.Request(how.method(), target, headers, null);
        }
        boolean json = how.body().equals("json");
        return new ServiceHttp.Request(
                how.method(), target, typed(headers, json), json ? Json.write(body) : form(body));
    }

    /// A request with the user's token.
    ServiceHttp.Request bearer(String method, String url, String token, String body) {
        Map<String, String> headers = headers();
        headers.put("Authorization", "Bearer " + token);
        if (body.isEmpty()) {
            return new ServiceHttp.Request(method, URI.create(url), headers, null);
        }
        return new ServiceHttp.Request(method, URI.create(url), typed(headers, true), body);
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>(spec.token().headers());
        headers.putIfAbsent("Accept", JSON);
        return headers;
    }

    private static Map<String, String> typed(Map<String, String> headers, boolean json) {
        headers.put("Content-Type", json ? JSON : FORM);
        return headers;
    }

    private void identify(String auth, Map<String, String> headers, Map<String, String> body) {
        Secret secret = we.clientSecret();
        // RFC 6749 2.3.1: id and secret in the Authorization header, form-encoded, or in the body
        if (auth.equals("basic") && secret != null) {
            String pair = encode(we.clientId()) + ":" + encode(secret.value());
            byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
            headers.put("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
            return;
        }
        body.put("client_id", we.clientId());
        if (secret != null && !auth.equals("none")) {
            body.put("client_secret", secret.value());
        }
    }

    static String form(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
