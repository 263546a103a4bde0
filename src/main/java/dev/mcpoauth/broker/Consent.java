package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.AuthorizationParams;
import dev.mcpoauth.oauth.AuthorizeError;
import dev.mcpoauth.oauth.AuthorizeResult;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.Parameters;
import dev.mcpoauth.oauth.Refusal;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.provider.OAuthProvider;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.PendingLogins.PendingLogin;
import java.util.Optional;

/// Takes the user's answer to the consent page; nothing goes to a service before a yes.
public final class Consent {
    private final Foundation on;
    private final Services services;

    Consent(Foundation on, Services services) {
        this.on = on;
        this.services = services;
    }

    /// Reads `login`, `csrf`, `decision` (`approve` or `deny`) or `provider` (a choice).
    public AuthorizeResult decide(Parameters form, String browser) {
        Optional<PendingLogin> found =
                form.one("login")
                        .flatMap(id ->
                                on.store().database().read(tx -> on.store().logins().find(tx, id)));
        String csrf = form.one("csrf").orElse("");
        if (found.isEmpty() || !belongs(found.get(), csrf, browser)) {
            return AuthorizeResult.RefuseLocally.because(
                    "this page is not valid here; start again from your program");
        }
        PendingLogin login = found.get();
        AuthorizationParams params = login.params();
        if (params == null) {
            return AuthorizeResult.RefuseLocally.because("this login has no client");
        }
        return switch (form.one("decision").orElse("")) {
            case "approve" -> approve(login, params);
            case "deny" -> deny(params);
            case "" -> choose(login, form, csrf);
            default ->
                    AuthorizeResult.RefuseLocally.because("the decision must be approve or deny");
        };
    }

    /// OAuth 2.1 7.10: the form is good only with its own secret, in the browser that got it.
    private boolean belongs(PendingLogin login, String csrf, String browser) {
        return login.phase().equals("ask")
                && on.now().isBefore(login.expiresAt())
                && new Secret(csrf).hashesTo(login.csrfHash())
                && new Secret(browser).hashesTo(login.browserHash());
    }

    private AuthorizeResult approve(PendingLogin login, AuthorizationParams params) {
        Optional<OAuthProvider> provider = services.find(login.provider());
        if (provider.isEmpty()) {
            return AuthorizeResult.RefuseLocally.because("choose a service first");
        }
        try {
            return new AuthorizeResult.SendToLogin(provider.get().authorize(params).location());
        } catch (AuthorizeError e) {
            return e.refusal().error() == OAuthError.TEMPORARILY_UNAVAILABLE
                    ? later(login, params, e.refusal())
                    : new AuthorizeResult.RefuseLocally(e.refusal());
        }
    }

    /// RFC 6749 4.1.2.1: the service cannot be reached; the client may try again.
    private AuthorizeResult later(PendingLogin login, AuthorizationParams params, Refusal why) {
        on.store()
                .database()
                .write(tx -> {
                    on.store().logins().fail(tx, login.id(), why.description());
                    return true;
                });
        return new ClientRedirect(on.settings().issuer(), params.redirectUri(), params.state())
                .error(why);
    }

    private AuthorizeResult deny(AuthorizationParams params) {
        boolean first =
                on.store()
                        .database()
                        .write(tx ->
                                on.store().logins().advance(tx, params.loginId(), "ask", "failed"));
        return first
                ? new ClientRedirect(on.settings().issuer(), params.redirectUri(), params.state())
                        .error(OAuthError.ACCESS_DENIED.because("the user said no"))
                : AuthorizeResult.RefuseLocally.because("this page was answered already");
    }

    private AuthorizeResult choose(PendingLogin login, Parameters form, String csrf) {
        String name = form.one("provider").orElse("");
        if (!login.provider().isEmpty() || services.find(name).isEmpty()) {
            return AuthorizeResult.RefuseLocally.because("there is no such choice");
        }
        record Chosen(Optional<PendingLogin> login, Optional<Client> client) {}
        Chosen chosen =
                on.store()
                        .database()
                        .write(tx -> {
                            on.store().logins().choose(tx, login.id(), name);
                            AuthorizationParams asked = login.params();
                            String id = asked == null ? "" : asked.clientId();
                            return new Chosen(
                                    on.store().logins().find(tx, login.id()),
                                    on.store().clients().find(tx, id));
                        });
        return chosen.login().isPresent() && chosen.client().isPresent()
                ? services.question(chosen.login().get(), chosen.client().get(), csrf)
                : AuthorizeResult.RefuseLocally.because("the client is gone");
    }
}
