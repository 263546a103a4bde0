package dev.mcpoauth.broker;

import dev.mcpoauth.config.ResourceSettings;
import dev.mcpoauth.oauth.AuthorizationParams;
import dev.mcpoauth.oauth.AuthorizeError;
import dev.mcpoauth.oauth.AuthorizeResult;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.Parameters;
import dev.mcpoauth.oauth.Pkce;
import dev.mcpoauth.oauth.RedirectUri;
import dev.mcpoauth.oauth.Refusal;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.PendingLogins.PendingLogin;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Checks an authorization request: the client, then its redirect URI, then everything else.
public final class Authorize {
    /// Scopes that clients add by habit; unknown here, and no error.
    static final Scope IGNORED = Scope.of("openid", "profile", "email", "offline_access");

    private final Foundation on;
    private final Resources resources;
    private final Services services;
    private final FindClient clients;

    Authorize(Foundation on, Services services, FindClient clients) {
        this.on = on;
        this.clients = clients;
        this.resources = new Resources(on.settings());
        this.services = services;
    }

    /// Answers a request from the browser that has this cookie value. RFC 6749 4.1.1.
    public AuthorizeResult begin(Parameters query, String browser) {
        // RFC 6749 3.1: one that is missing or repeated names nobody
        Optional<String> id = query.one("client_id");
        if (id.isEmpty()) {
            return AuthorizeResult.RefuseLocally.because("the client_id is missing or repeated");
        }
        return switch (clients.begin(id.get())) {
            case ClientLookup.Missing(Refusal refusal) ->
                    new AuthorizeResult.RefuseLocally(refusal);
            case ClientLookup.Found(Client client) -> begin(client, query, browser);
        };
    }

    private AuthorizeResult begin(Client client, Parameters query, String browser) {
        Optional<String> redirect = redirectUri(client, query);
        if (redirect.isEmpty()) {
            // RFC 6749 4.1.2.1: MUST NOT redirect the user-agent to the invalid redirection URI
            return AuthorizeResult.RefuseLocally.because(
                    "the redirect_uri is missing or not registered for this client");
        }
        ClientRedirect back =
                new ClientRedirect(
                        on.settings().issuer(), redirect.get(), query.one("state").orElse(null));
        try {
            return ask(check(client, redirect.get(), query), client, browser);
        } catch (AuthorizeError e) {
            boolean stranger = client.origin().equals("dcr");
            // OAuth 2.1 7.12.2: no automatic redirect to a site that registered itself
            return stranger && !RedirectUri.isLoopback(redirect.get())
                    ? new AuthorizeResult.RefuseLocally(e.refusal())
                    : back.error(e.refusal());
        }
    }

    private static Optional<String> redirectUri(Client client, Parameters query) {
        List<String> registered = client.metadata().redirectUris();
        if (!query.has("redirect_uri")) {
            return registered.size() == 1 ? Optional.of(registered.getFirst()) : Optional.empty();
        }
        return query.one("redirect_uri")
                .filter(uri -> registered.stream().anyMatch(r -> RedirectUri.matches(r, uri)));
    }

    private AuthorizationParams check(Client client, String redirectUri, Parameters query) {
        // RFC 6749 3.1: parameters MUST NOT be included more than once
        require(query.repeated().isEmpty(), OAuthError.INVALID_REQUEST, "a parameter is repeated");
        require(query.has("response_type"), OAuthError.INVALID_REQUEST, "response_type is missing");
        require(
                query.one("response_type").orElse("").equals("code"),
                OAuthError.UNSUPPORTED_RESPONSE_TYPE,
                "response_type must be code");
        String challenge = query.one("code_challenge").orElse("");
        // RFC 7636 4.4.1: no challenge or an unsupported method is invalid_request
        require(
                Pkce.isChallenge(challenge)
                        && query.one("code_challenge_method").orElse("").equals(Pkce.METHOD),
                OAuthError.INVALID_REQUEST,
                "an S256 code_challenge is needed");
        ResourceSettings resource =
                resources
                        .named(query.one("resource").orElse(null))
                        .orElseThrow(() -> refuse(OAuthError.INVALID_TARGET, "unknown resource"));
        return new AuthorizationParams(
                Secret.random(on.random()).value(),
                client.id(),
                redirectUri,
                query.one("state").orElse(null),
                scope(query, resource),
                challenge,
                Pkce.METHOD,
                resource.url(),
                query.one("login_hint").orElse(null));
    }

    private static Scope scope(Parameters query, ResourceSettings resource) {
        Scope asked = Scope.parse(query.one("scope").orElse(null));
        require(asked.isWellFormed(), OAuthError.INVALID_SCOPE, "the scope is malformed");
        Scope known = asked.within(resource.scopes());
        if (!known.isEmpty()) {
            return known;
        }
        // RFC 6749 3.3: with the scope omitted, a default value
        require(IGNORED.covers(asked), OAuthError.INVALID_SCOPE, "no known scope is asked for");
        return resource.scopes();
    }

    private AuthorizeResult ask(AuthorizationParams params, Client client, String browser) {
        ResourceSettings resource =
                resources
                        .named(params.resource())
                        .orElseThrow(() -> refuse(OAuthError.INVALID_TARGET, "unknown resource"));
        String provider = resource.provider();
        String chosen = provider == null ? services.only() : provider;
        require(
                chosen.isEmpty() || services.find(chosen).isPresent(),
                OAuthError.SERVER_ERROR,
                "the resource's service is not configured");
        Secret csrf = Secret.random(on.random());
        Instant now = on.now();
        PendingLogin login =
                new PendingLogin(
                        params.loginId(),
                        "ask",
                        chosen,
                        params,
                        Secret.sha256(browser),
                        csrf.hash(),
                        null,
                        null,
                        null,
                        now,
                        now.plus(on.settings().tokens().pending()));
        on.store()
                .database()
                .write(tx -> {
                    on.store().logins().prune(tx, now);
                    on.store().logins().insert(tx, login);
                    return true;
                });
        return services.question(login, client, csrf.value());
    }

    private static void require(boolean good, OAuthError error, String because) {
        if (!good) {
            throw refuse(error, because);
        }
    }

    private static AuthorizeError refuse(OAuthError error, String because) {
        Refusal refusal = error.because(because);
        return new AuthorizeError(refusal);
    }
}
