package dev.mcpoauth.broker;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.oauth.ClientIdUrl;
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
    private static final int MOST_NAME = 200;
    private static final int MOST_SCOPE = 4000;
    // letters and a sign that have a width and nothing in it
    private static final String FILLERS = "\u115f\u1160\u2800\u3164\uffa0";
    private static final Set<String> METHODS =
            Set.of("none", "client_secret_basic", "client_secret_post", "private_key_jwt");
    private static final Set<String> GRANTS = Set.of("authorization_code", "refresh_token");

    private final Map<String, Object> body;
    private final Scope known;
    private final boolean loopback;

    RegistrationRequest(Map<String, Object> body, Foundation on) {
        this.body = body;
        this.known = new Resources(on.settings()).scopes();
        this.loopback = on.settings().door().loopbackDocuments();
    }

    ClientMetadata metadata() {
        List<String> responses = texts("response_types", List.of("code"));
        if (!responses.contains("code")) {
            throw refuse("response_types must contain code");
        }
        String name = text("client_name");
        String scope = text("scope");
        String method = method();
        return new ClientMetadata(
                name == null ? "unnamed client" : name,
                redirectUris(),
                grants(),
                method,
                Scope.parse(scope).within(known),
                web("client_uri"),
                web("logo_uri"),
                text("software_id"),
                text("software_version"),
                text("application_type"),
                keysAddress(method),
                keys());
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
        // RFC 7591 2: omitted means client_secret_basic; who named none is not held to it
        String method = text("token_endpoint_auth_method");
        if (method == null) {
            return ClientMetadata.EITHER_SECRET;
        }
        if (!METHODS.contains(method)) {
            throw refuse("token_endpoint_auth_method is not supported");
        }
        return method;
    }

    private @Nullable String keysAddress(String method) {
        String uri = text("jwks_uri");
        // RFC 7591 2: jwks_uri and jwks MUST NOT both be present in the same request
        if (uri != null && body.get("jwks") != null) {
            throw refuse("jwks and jwks_uri must not both be given");
        }
        if (method.equals("private_key_jwt") && uri == null && body.get("jwks") == null) {
            throw refuse("private_key_jwt needs jwks or jwks_uri");
        }
        if (uri != null && ClientIdUrl.problem(uri, loopback).isPresent()) {
            throw refuse("jwks_uri must be an https URL with a path");
        }
        return uri;
    }

    private @Nullable String keys() {
        Object keys = body.get("jwks");
        return keys == null ? null : ClientKeys.checked(Json.write(keys));
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
        if (!(value instanceof String text)
                || text.codePoints().anyMatch(RegistrationRequest::hides)) {
            throw refuse(name + " must be a text without control characters");
        }
        int most =
                switch (name) {
                    case "client_name" -> MOST_NAME;
                    case "scope" -> MOST_SCOPE;
                    default -> MOST_TEXT;
                };
        if (text.length() > most) {
            throw refuse(name + " has more than " + most + " characters");
        }
        return shows(text) ? text : null;
    }

    /// Whether anything of a text is to be seen: a name of zero-width characters is none.
    static boolean shows(String text) {
        return text.codePoints().anyMatch(RegistrationRequest::shows);
    }

    private static boolean shows(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.UNASSIGNED ->
                    false;
            default -> FILLERS.indexOf(c) < 0;
        };
    }

    /// True for what a page cannot show as it is: controls, turned text, line ends, half
    /// characters.
    private static boolean hides(int c) {
        boolean turns = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
        return Character.isISOControl(c)
                || turns
                || c == 0x2028
                || c == 0x2029
                || Character.getType(c) == Character.SURROGATE;
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
