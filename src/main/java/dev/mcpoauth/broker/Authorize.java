package dev.mcpoauth.broker;

import dev.mcpoauth.broker.WaitingLogins.Waiting;
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
import dev.mcpoauth.store.Client;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Checks an authorization request: the client, then its redirect URI, then everything else.
public final class Authorize {
    /// Scopes that clients add by habit; unknown here, and no error.
    static final Scope IGNORED = Scope.of("openid", "profile", "email", "offline_access");

    /// With the longest redirect URI that may be registered, it fits into 16 KB of headers.
    private static final int MOST_STATE = 10_000;

    private static final Set<String> REGISTERED_BY_US = Set.of("cli", "builtin");

    private final Foundation on;
    private final Resources resources;
    private final Services services;
    private final FindClient clients;
    private final WaitingLogins logins;
    private final Question question;
    private final SkipQuestion skip;

    /// A request that is good.
    ///
    /// @param params what is asked
    /// @param provider where its user logs in; empty lets the user choose
    private record Asked(AuthorizationParams params, String provider) {}

    Authorize(Foundation on, Services services, FindClient clients, KnownAccounts known) {
        this.on = on;
        this.clients = clients;
        this.resources = new Resources(on.settings());
        this.services = services;
        this.logins = new WaitingLogins(on);
        this.question = new Question(services, known);
        this.skip = new SkipQuestion(known, new SendUser(on, services, known));
    }

    /// Answers a request of this browser. RFC 6749 4.1.1.
    public AuthorizeResult begin(Parameters query, Browser browser) {
        // RFC 6749 3.1: one that is missing or repeated names nobody
        Optional<String> id = query.one("client_id");
        if (id.isEmpty()) {
            return AuthorizeResult.RefuseLocally.because("the client_id is missing or repeated");
        }
        return switch (clients.begin(id.get())) {
            case ClientLookup.Missing(Refusal refusal) ->
                    AuthorizeResult.RefuseLocally.page(refusal);
            case ClientLookup.Found(Client client) -> begin(client, query, browser);
        };
    }

    private AuthorizeResult begin(Client client, Parameters query, Browser browser) {
        Optional<String> redirect = redirectUri(client, query);
        if (redirect.isEmpty()) {
            // RFC 6749 4.1.2.1: MUST NOT redirect the user-agent to the invalid redirection URI
            return AuthorizeResult.RefuseLocally.because(
                    "the redirect_uri is missing or not registered for this client");
        }
        String state = query.one("state").orElse(null);
        if (state != null && ClientRedirect.encoded(state).length() > MOST_STATE) {
            // it would come back in a header that nobody sends: better now than after the login
            return AuthorizeResult.RefuseLocally.because("the state is too long to be sent back");
        }
        ClientRedirect back = new ClientRedirect(on.settings().issuer(), redirect.get(), state);
        try {
            Asked asked = check(client, redirect.get(), query);
            Waiting waiting =
                    logins.make(
                            asked.params().loginId(),
                            asked.provider(),
                            asked.params(),
                            browser.markHash());
            return skip.allowed(waiting.login(), browser, query.has("prompt"))
                    .orElseGet(() -> ask(waiting, client, browser));
        } catch (AuthorizeError e) {
            boolean stranger = !REGISTERED_BY_US.contains(client.origin());
            // OAuth 2.1 7.12.2: no automatic redirect to a site that registered itself
            return stranger && !RedirectUri.isLoopback(redirect.get())
                    ? AuthorizeResult.RefuseLocally.page(e.refusal())
                    : back.error(e.refusal());
        }
    }

    private AuthorizeResult ask(Waiting waiting, Client client, Browser browser) {
        logins.store(waiting.login());
        return question.ask(waiting.login(), client, waiting.secret().value(), browser);
    }

    private static Optional<String> redirectUri(Client client, Parameters query) {
        List<String> registered = client.metadata().redirectUris();
        if (!query.has("redirect_uri")) {
            return registered.size() == 1 ? Optional.of(registered.getFirst()) : Optional.empty();
        }
        return query.one("redirect_uri")
                .filter(uri -> registered.stream().anyMatch(r -> RedirectUri.matches(r, uri)));
    }

    private Asked check(Client client, String redirectUri, Parameters query) {
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
        // RFC 8707 2: invalid_target when the requested resource is not acceptable
        require(
                mayAskFor(client, resource),
                OAuthError.INVALID_TARGET,
                "this client is limited to other MCP servers");
        AuthorizationParams params =
                new AuthorizationParams(
                        logins.handle(),
                        client.id(),
                        redirectUri,
                        query.one("state").orElse(null),
                        scope(query, resource),
                        challenge,
                        Pkce.METHOD,
                        resource.url(),
                        query.one("login_hint").orElse(null));
        return new Asked(params, provider(resource));
    }

    /// The operator may have limited the client to some of the servers.
    private boolean mayAskFor(Client client, ResourceSettings resource) {
        List<String> limit =
                on.store().database().look(tx -> on.store().resources().of(tx, client.id()));
        return limit.isEmpty()
                || limit.stream().anyMatch(url -> Resources.same(url, resource.url()));
    }

    private String provider(ResourceSettings resource) {
        String bound = resource.provider();
        String provider = bound == null ? services.only() : bound;
        require(
                provider.isEmpty() || services.find(provider).isPresent(),
                OAuthError.SERVER_ERROR,
                "the resource's service is not configured");
        return provider;
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
