package dev.mcpoauth.broker;

import dev.mcpoauth.broker.VerifyAssertion.Unproved;
import dev.mcpoauth.oauth.ClientMetadata;
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
    private static final List<String> PARAMETERS =
            List.of("client_id", "client_secret", "client_assertion", "client_assertion_type");

    private final Foundation on;
    private final FindClient clients;

    private final VerifyAssertion verify;

    /// What a request shows of its client.
    ///
    /// @param id the client that it names
    /// @param secret the secret that it shows
    /// @param way the method by which it shows it
    private record Shown(String id, @Nullable String secret, String way) {
        @Override
        public String toString() {
            return "Shown[" + way + "]";
        }
    }

    AuthenticateClient(Foundation on, FindClient clients, VerifyAssertion verify) {
        this.on = on;
        this.clients = clients;
        this.verify = verify;
    }

    /// The client that a request says it is; nothing is proved yet.
    static Optional<String> named(@Nullable String authorizationHeader, Parameters form) {
        return form.one("client_id")
                .or(() ->
                        credentials(authorizationHeader)
                                .flatMap(shown -> readings(shown).stream().findFirst())
                                .map(Shown::id));
    }

    private static Optional<String> credentials(@Nullable String authorizationHeader) {
        return Optional.ofNullable(authorizationHeader)
                .filter(header -> header.regionMatches(true, 0, BASIC, 0, BASIC.length()))
                .map(header -> header.substring(BASIC.length()).strip());
    }

    /// Checks the assertion, the Basic header or the form; more than one of them is refused.
    public ClientResult authenticate(@Nullable String authorizationHeader, Parameters form) {
        return authenticate(authorizationHeader, form, Optional.empty());
    }

    /// The same for who has just read a client: where the request names that one, it is not read
    /// again.
    ClientResult authenticate(
            @Nullable String authorizationHeader, Parameters form, Optional<Client> seen) {
        if (PARAMETERS.stream().anyMatch(form.repeated()::contains)) {
            return refuse(OAuthError.INVALID_REQUEST, "the client is named twice", false);
        }
        Optional<String> basic = credentials(authorizationHeader);
        boolean asserted = form.has("client_assertion") || form.has("client_assertion_type");
        boolean posted = form.has("client_secret");
        if ((basic.isPresent() && posted) || (asserted && (basic.isPresent() || posted))) {
            // RFC 6749 2.3: MUST NOT use more than one authentication method in each request
            return refuse(OAuthError.INVALID_REQUEST, "two ways of authentication", false);
        }
        if (asserted) {
            return assertion(form, seen);
        }
        if (basic.isPresent()) {
            return basic(basic.get(), form, seen);
        }
        Optional<String> id = form.one("client_id");
        if (id.isEmpty()) {
            return refuse(OAuthError.INVALID_CLIENT, "client_id is missing", true);
        }
        String secret = form.one("client_secret").orElse(null);
        return first(List.of(new Shown(id.get(), secret, "client_secret_post")), seen, false);
    }

    // RFC 7523 2.2: client_assertion_type and client_assertion; client_id is optional beside them
    private ClientResult assertion(Parameters form, Optional<Client> seen) {
        if (!form.one("client_assertion_type").orElse("").equals(VerifyAssertion.TYPE)) {
            return refuse(OAuthError.INVALID_CLIENT, "the client_assertion_type is unknown", false);
        }
        Optional<Unproved> shown = form.one("client_assertion").flatMap(VerifyAssertion::read);
        String named = form.one("client_id").orElse("");
        if (shown.isEmpty() || !(named.isEmpty() || named.equals(shown.get().subject()))) {
            return refuse(OAuthError.INVALID_CLIENT, "the client_assertion is malformed", false);
        }
        Optional<Client> client = known(shown.get().subject(), seen);
        if (client.isEmpty() || client.get().metadata().hasSecret()) {
            return refuse(OAuthError.INVALID_CLIENT, "the client does not sign", false);
        }
        return verify.problem(client.get(), shown.get())
                .map(because -> refuse(OAuthError.INVALID_CLIENT, because, false))
                .orElseGet(() -> new ClientResult.Authenticated(client.get()));
    }

    private ClientResult basic(String credentials, Parameters form, Optional<Client> seen) {
        List<Shown> readings = readings(credentials);
        Optional<String> named = form.one("client_id");
        if (named.isPresent()) {
            readings = readings.stream().filter(s -> s.id().equals(named.get())).toList();
        }
        return first(readings, seen, true);
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
                readings.add(new Shown(id, secret, "client_secret_basic"));
                // RFC 6749 2.3.1: encoded using application/x-www-form-urlencoded
                readings.add(
                        new Shown(
                                URLDecoder.decode(id, StandardCharsets.UTF_8),
                                URLDecoder.decode(secret, StandardCharsets.UTF_8),
                                "client_secret_basic"));
            }
        } catch (IllegalArgumentException e) {
            // not base64 or not form-encoded: the readings so far are all there are
            return readings;
        }
        return readings;
    }

    private ClientResult first(List<Shown> readings, Optional<Client> seen, boolean basic) {
        for (Shown shown : readings) {
            Optional<Client> client = known(shown.id(), seen);
            if (client.isPresent() && proves(client.get(), shown)) {
                return new ClientResult.Authenticated(client.get());
            }
        }
        return refuse(
                OAuthError.INVALID_CLIENT, "the client is unknown or its secret is wrong", basic);
    }

    private Optional<Client> known(String id, Optional<Client> seen) {
        return seen.filter(client -> client.id().equals(id)).or(() -> clients.known(id));
    }

    private boolean proves(Client client, Shown shown) {
        byte[] hash = client.secretHash();
        String method = client.metadata().authMethod();
        String secret = shown.secret();
        if (hash == null) {
            // OAuth 2.1 2.4: only a public client may do without a proof
            return client.metadata().isPublic() && (secret == null || secret.isEmpty());
        }
        Instant end = client.secretExpiresAt();
        // RFC 7591 2: the client is held to the method that it registered
        return (method.equals(ClientMetadata.EITHER_SECRET) || method.equals(shown.way()))
                && secret != null
                && new Secret(secret).hashesTo(hash)
                && (end == null || on.now().isBefore(end));
    }

    private static ClientResult refuse(OAuthError error, String because, boolean challenge) {
        // RFC 6749 5.2: with the header used, 401 and the matching WWW-Authenticate
        return new ClientResult.Refused(error.because(because), challenge);
    }
}
