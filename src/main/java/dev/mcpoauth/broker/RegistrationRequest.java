package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.RedirectUri;
import dev.mcpoauth.oauth.RegistrationError;
import dev.mcpoauth.oauth.Scope;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the members of a registration; throws [RegistrationError].
final class RegistrationRequest {
    private static final int MOST_URIS = 20;
    private static final int MOST_TEXT = 500;
    private static final Set<String> METHODS =
            Set.of("none", "client_secret_basic", "client_secret_post");
    private static final Set<String> GRANTS = Set.of("authorization_code", "refresh_token");

    private final Map<String, Object> body;
    private final Scope known;

    RegistrationRequest(Map<String, Object> body, Scope known) {
        this.body = body;
        this.known = known;
    }

    ClientMetadata metadata() {
        List<String> responses = texts("response_types", List.of("code"));
        if (!responses.contains("code")) {
            throw refuse("response_types must contain code");
        }
        String name = text("client_name");
        String scope = text("scope");
        return new ClientMetadata(
                name == null ? "unnamed client" : name,
                redirectUris(),
                grants(),
                method(),
                Scope.parse(scope).within(known),
                web("client_uri"),
                web("logo_uri"),
                text("software_id"),
                text("software_version"),
                text("application_type"),
                null,
                null);
    }

    private List<String> redirectUris() {
        List<String> uris;
        try {
            uris = texts("redirect_uris", List.of());
        } catch (RegistrationError e) {
            throw new RegistrationError(
                    OAuthError.INVALID_REDIRECT_URI.because("redirect_uris must be a list"));
        }
        // RFC 7591 2: clients of redirect flows MUST register their redirection URI values
        if (uris.isEmpty() || uris.size() > MOST_URIS) {
            throw new RegistrationError(
                    OAuthError.INVALID_REDIRECT_URI.because("1 to 20 redirect_uris are needed"));
        }
        for (String uri : uris) {
            RedirectUri.problem(uri)
                    .ifPresent(why -> {
                        throw new RegistrationError(OAuthError.INVALID_REDIRECT_URI.because(why));
                    });
        }
        return uris.stream().distinct().toList();
    }

    private List<String> grants() {
        // RFC 7591 2: omitted means authorization_code; what is unknown here is dropped
        List<String> asked = texts("grant_types", List.of("authorization_code"));
        List<String> kept = asked.stream().filter(GRANTS::contains).distinct().toList();
        if (!kept.contains("authorization_code")) {
            throw refuse("grant_types must contain authorization_code");
        }
        return kept;
    }

    private String method() {
        // RFC 7591 2: omitted means client_secret_basic
        String method = text("token_endpoint_auth_method");
        if (method == null) {
            return "client_secret_basic";
        }
        if (!METHODS.contains(method)) {
            throw refuse("token_endpoint_auth_method is not supported");
        }
        return method;
    }

    private @Nullable String web(String name) {
        String value = text(name);
        if (value != null && !value.matches("https?://[^\\s<>\"]+")) {
            throw refuse(name + " must be an http or https URL");
        }
        return value;
    }

    private @Nullable String text(String name) {
        Object value = body.get(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof String text) || text.chars().anyMatch(Character::isISOControl)) {
            throw refuse(name + " must be a text without control characters");
        }
        if (text.length() > MOST_TEXT && !name.equals("scope")) {
            throw refuse(name + " is too long");
        }
        return text.isBlank() ? null : text;
    }

    private List<String> texts(String name, List<String> absent) {
        Object value = body.get(name);
        if (value == null) {
            return absent;
        }
        if (!(value instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
            throw refuse(name + " must be a list of texts");
        }
        return list.stream().map(String.class::cast).toList();
    }

    private static RegistrationError refuse(String because) {
        return new RegistrationError(OAuthError.INVALID_CLIENT_METADATA.because(because));
    }
}
