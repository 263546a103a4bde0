package dev.mcpoauth.broker;

import dev.mcpoauth.broker.WaitingLogins.Waiting;
import dev.mcpoauth.oauth.AuthorizeError;
import dev.mcpoauth.oauth.AuthorizeResult;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.provider.OAuthProvider;
import dev.mcpoauth.store.PendingLogins.PendingLogin;
import dev.mcpoauth.store.PendingLogins.Phase;
import java.util.Optional;

/// Logins that the command line begins: an account is linked, no MCP client is behind it.
public final class AccountLogins {
    private final Foundation on;
    private final Services services;
    private final WaitingLogins logins;

    AccountLogins(Foundation on, Services services) {
        this.on = on;
        this.logins = new WaitingLogins(on);
        this.services = services;
    }

    /// A login that waits for a browser.
    ///
    /// @param loginId its handle
    /// @param ticket the secret end of the link `/login/{ticket}`; good once
    public record Started(String loginId, Secret ticket) {}

    /// Begins a login at a provider.
    public Started start(String provider) {
        if (services.find(provider).isEmpty()) {
            throw new AuthorizeError(OAuthError.INVALID_REQUEST.because("unknown provider"));
        }
        String id = Secret.random(on.random()).value();
        // nobody's browser yet: the one that opens the link is bound then
        Waiting waiting = logins.open(id, provider, null, Secret.random(on.random()).hash());
        return new Started(id, new Secret(id + "." + waiting.secret().value()));
    }

    /// Sends the browser that opened the link to the service.
    public AuthorizeResult open(String ticket, Browser browser) {
        int dot = ticket.indexOf('.');
        Optional<PendingLogin> login = dot < 0 ? Optional.empty() : waiting(ticket, dot);
        Optional<OAuthProvider> provider = login.flatMap(l -> services.find(l.provider()));
        if (login.isEmpty() || provider.isEmpty()) {
            return refuse();
        }
        String id = login.get().id();
        boolean bound =
                on.store()
                        .database()
                        .write(tx -> on.store().logins().bind(tx, id, browser.markHash()));
        try {
            return bound
                    ? new AuthorizeResult.SendToLogin(
                            provider.get().authorizeAccount(id).location())
                    : refuse();
        } catch (AuthorizeError e) {
            return new AuthorizeResult.RefuseLocally(e.refusal());
        }
    }

    private Optional<PendingLogin> waiting(String ticket, int dot) {
        return on.store()
                .database()
                .read(tx -> on.store().logins().find(tx, ticket.substring(0, dot)))
                .filter(l -> l.params() == null && l.phase() == Phase.ASK)
                .filter(l -> on.now().isBefore(l.expiresAt()))
                .filter(l -> new Secret(ticket.substring(dot + 1)).hashesTo(l.csrfHash()));
    }

    private static AuthorizeResult refuse() {
        return AuthorizeResult.RefuseLocally.because("this link was used or has expired");
    }
}
