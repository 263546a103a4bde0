package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.Parameters;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.store.Client;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds out which client is asking and whether it is what it says.
///
/// [RFC 6749 2.3](https://www.rfc-editor.org/rfc/rfc6749#section-2.3)
public final class AuthenticateClient {
    private static final String BASIC = "basic ";

    private final Foundation on;
    private final FindClient clients;

    /// What a request shows of its client.
    private record Shown(String id, @Nullable String secret) {}

    AuthenticateClient(Foundation on, FindClient clients) {
        this.on = on;
        this.clients = clients;
    }

    /// Checks the Basic header or the form; both with a secret at once are refused.
    public ClientResult authenticate(@Nullable String authorizationHeader, Parameters form) {
        if (form.repeated().contains("client_id") || form.repeated().contains("client_secret")) {
            return refuse(OAuthError.INVALID_REQUEST, "the client is named twice", false);
        }
        boolean basic =
                authorizationHeader != null
                        && authorizationHeader.regionMatches(true, 0, BASIC, 0, BASIC.length());
        if (basic && authorizationHeader != null) {
            return basic(authorizationHeader.substring(BASIC.length()).strip(), form);
        }
        Optional<String> id = form.one("client_id");
        if (id.isEmpty()) {
            return refuse(OAuthError.INVALID_CLIENT, "client_id is missing", true);
        }
        Shown shown = new Shown(id.get(), form.one("client_secret").orElse(null));
        return first(List.of(shown), false);
    }

    private ClientResult basic(String credentials, Parameters form) {
        if (form.has("client_secret")) {
            // RFC 6749 2.3: MUST NOT use more than one authentication method in each request
            return refuse(OAuthError.INVALID_REQUEST, "two ways of authentication", false);
        }
        List<Shown> readings = readings(credentials);
        Optional<String> named = form.one("client_id");
        if (named.isPresent()) {
            readings = readings.stream().filter(s -> s.id().equals(named.get())).toList();
        }
        return first(readings, true);
    }

    /// Clients send the credentials form-encoded, as the RFC says, or raw.
    private static List<Shown> readings(String credentials) {
        List<Shown> readings = new ArrayList<>();
        try {
            String text =
                    new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            if (colon > 0) {
                String id = text.substring(0, colon);
                String secret = text.substring(colon + 1);
                readings.add(new Shown(id, secret));
                // RFC 6749 2.3.1: encoded using application/x-www-form-urlencoded
                readings.add(
                        new Shown(
                                URLDecoder.decode(id, StandardCharsets.UTF_8),
                                URLDecoder.decode(secret, StandardCharsets.UTF_8)));
            }
        } catch (IllegalArgumentException e) {
            // not base64 or not form-encoded: the readings so far are all there are
            return readings;
        }
        return readings;
    }

    private ClientResult first(List<Shown> readings, boolean basic) {
        for (Shown shown : readings) {
            Optional<Client> client = clients.known(shown.id());
            if (client.isPresent() && proves(client.get(), shown.secret())) {
                return new ClientResult.Authenticated(client.get());
            }
        }
        return refuse(
                OAuthError.INVALID_CLIENT, "the client is unknown or its secret is wrong", basic);
    }

    private boolean proves(Client client, @Nullable String secret) {
        byte[] hash = client.secretHash();
        if (hash == null) {
            return secret == null || secret.isEmpty();
        }
        Instant end = client.secretExpiresAt();
        return secret != null
                && new Secret(secret).hashesTo(hash)
                && (end == null || on.now().isBefore(end));
    }

    private static ClientResult refuse(OAuthError error, String because, boolean challenge) {
        // RFC 6749 5.2: with the header used, 401 and the matching WWW-Authenticate
        return new ClientResult.Refused(error.because(because), challenge);
    }
}
