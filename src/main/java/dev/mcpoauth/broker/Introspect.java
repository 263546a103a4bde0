package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.Parameters;
import dev.mcpoauth.oauth.SplitToken;
import dev.mcpoauth.oauth.TokenError;
import dev.mcpoauth.provider.TokenStore;
import dev.mcpoauth.store.AccessTokens.Glance;
import dev.mcpoauth.store.Client;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The introspection endpoint (RFC 7662), for clients that prove who they are. A client sees its
/// own tokens, and those for a resource that names it in `introspection_clients`.
public final class Introspect {
    private static final IntrospectResult INACTIVE =
            new IntrospectResult.Answer(Map.of("active", false));

    private final Foundation on;
    private final Resources resources;
    private final AuthenticateClient authenticate;
    private final ValidateToken validate;
    private final TokenStore tokens;

    Introspect(
            Foundation on,
            AuthenticateClient authenticate,
            ValidateToken validate,
            TokenStore tokens) {
        this.on = on;
        this.resources = new Resources(on.settings());
        this.authenticate = authenticate;
        this.validate = validate;
        this.tokens = tokens;
    }

    /// Tells what a token stands for; anything that is not a live access token is `active: false`.
    public IntrospectResult introspect(@Nullable String authorizationHeader, Parameters form) {
        Optional<SplitToken> shown = form.one("token").flatMap(SignedToken::read);
        Optional<Glance> seen =
                shown.map(token ->
                        validate.glance(
                                token, AuthenticateClient.named(authorizationHeader, form)));
        return switch (authenticate.authenticate(
                authorizationHeader, form, seen.flatMap(Glance::asker))) {
            case ClientResult.Refused refused ->
                    new IntrospectResult.Refused(refused.refusal(), refused.basicChallenge());
            case ClientResult.Authenticated(Client client) ->
                    answer(
                            client,
                            form,
                            seen.flatMap(Glance::held)
                                    .map(held -> new SeenToken(shown.orElseThrow(), held)));
        };
    }

    /// The same for the operator, who reads the store anyway.
    public Map<String, Object> byOperator(String token) {
        try {
            return body(tokens.findAccessToken(token));
        } catch (TokenError e) {
            return Map.of("active", false);
        }
    }

    private IntrospectResult answer(Client client, Parameters form, Optional<SeenToken> seen) {
        // RFC 7662 2.1: the endpoint MUST require some form of authorization
        if (client.metadata().isPublic()) {
            return new IntrospectResult.Refused(
                    OAuthError.INVALID_CLIENT.because("a client with a secret is needed"), true);
        }
        if (!form.has("token") || form.repeated().contains("token")) {
            return new IntrospectResult.Refused(
                    OAuthError.INVALID_REQUEST.because("token is missing or repeated"), false);
        }
        if (seen.isEmpty()) {
            return INACTIVE;
        }
        try {
            AccessTokenInfo token = validate.validate(form.one("token").orElse(""), seen.get());
            return maySee(client, token) ? active(body(token), token) : INACTIVE;
        } catch (TokenError e) {
            return INACTIVE;
        }
    }

    /// RFC 7662 2.2: who may not know of a token gets the answer for one that does not exist.
    private boolean maySee(Client client, AccessTokenInfo token) {
        return client.id().equals(token.clientId())
                || resources
                        .named(token.resource())
                        .filter(known -> known.introspectionClients().contains(client.id()))
                        .isPresent();
    }

    private static IntrospectResult active(Map<String, Object> body, AccessTokenInfo token) {
        // without its token the service could not be reached just now; the login still stands
        body.put(
                "service",
                Map.of(
                        "provider", token.provider(),
                        "account", token.user(),
                        "state", token.serviceToken() == null ? "unavailable" : "ok"));
        return new IntrospectResult.Answer(body);
    }

    private Map<String, Object> body(AccessTokenInfo token) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("active", true);
        // RFC 6749 A.4: a scope has one token at least
        if (!token.scope().isEmpty()) {
            body.put("scope", token.scope().toString());
        }
        body.put("client_id", token.clientId());
        body.put("username", token.user());
        body.put("token_type", "Bearer");
        body.put("exp", token.expiresAt().getEpochSecond());
        body.put("iat", token.issuedAt().getEpochSecond());
        body.put("sub", token.userId());
        body.put("aud", token.resource());
        body.put("iss", on.settings().issuer());
        return body;
    }
}
