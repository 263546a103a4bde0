package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.AuthorizeResult;
import dev.mcpoauth.oauth.Refusal;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The way back to an MCP client: every answer has `iss`, and `state` when the client sent one.
///
/// @param issuer our issuer
/// @param redirectUri where to
/// @param state the client's state
record ClientRedirect(String issuer, String redirectUri, @Nullable String state) {
    AuthorizeResult code(String code) {
        return with(Map.of("code", code));
    }

    AuthorizeResult error(Refusal refusal) {
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("error", refusal.error().code());
        answer.put("error_description", refusal.description());
        return with(answer);
    }

    private AuthorizeResult with(Map<String, String> answer) {
        Map<String, String> all = new LinkedHashMap<>(answer);
        if (state != null) {
            // RFC 6749 4.1.2: the exact value received from the client
            all.put("state", state);
        }
        // RFC 9207 2: iss in every authorization response, error responses included
        all.put("iss", issuer);
        String query =
                all.entrySet().stream()
                        .map(e -> e.getKey() + "=" + encoded(e.getValue()))
                        .collect(Collectors.joining("&"));
        // RFC 6749 3.1.2: a query of the redirection URI is kept
        String join = redirectUri.contains("?") ? "&" : "?";
        return new AuthorizeResult.RedirectBack(URI.create(redirectUri + join + query));
    }

    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
