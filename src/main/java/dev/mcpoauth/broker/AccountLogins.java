package dev.mcpoauth.broker;

import dev.mcpoauth.broker.WaitingLogins.Waiting;
import dev.mcpoauth.oauth.AuthorizeError;
import dev.mcpoauth.oauth.AuthorizeResult;
import dev.mcpoauth.oauth.AuthorizeResult.RefuseLocally;
import dev.mcpoauth.oauth.DeadEnd;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.provider.AccountWish;
import dev.mcpoauth.provider.OAuthProvider;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.PendingLogin;
import dev.mcpoauth.store.PendingLogins.Asked;
import dev.mcpoauth.store.PendingLogins.Phase;
import java.util.Optional;
import java.util.Set;

/// Logins that the command line begins: an account is linked, no MCP client is behind it.
public final class AccountLogins {
    private final Foundation on;
    private final Services services;
    private final WaitingLogins logins;
    private final CheckLogin check;

    AccountLogins(Foundation on, Services services) {
        this.on = on;
        this.logins = new WaitingLogins(on);
        this.services = services;
        this.check = new CheckLogin(on);
    }

    /// A login that waits for a browser.
    ///
    /// @param loginId its handle
    /// @param ticket the secret end of the link `/login/{ticket}`; good once
    public record Started(String loginId, Secret ticket) {}

    /// How a login stands.
    public sealed interface Standing {
        /// Somebody may still finish it.
        record Waiting() implements Standing {}

        /// An account is logged in.
        record LoggedIn(Account account) implements Standing {}

        /// It has ended without an account.
        ///
        /// @param error an OAuth error code
        /// @param sentence what happened, for people
        record Failed(String error, String sentence) implements Standing {}
    }

    /// What a provider usually asks for; empty when no such provider can be used.
    public Optional<Scope> usual(String provider) {
        return services.find(provider).map(found -> found.spec().scopes());
    }

    /// Begins a login at a provider, for what it usually asks for.
    public Started start(String provider) {
        return start(provider, new AccountWish(Scope.NONE, null));
    }

    /// Begins a login at a provider; throws `AuthorizeError` when there is none of that name.
    public Started start(String provider, AccountWish wish) {
        if (services.find(provider).isEmpty()) {
            throw new AuthorizeError(OAuthError.INVALID_REQUEST.because("unknown provider"));
        }
        String id = logins.handle();
        // nobody's browser yet: the one that opens the link is bound then
        Waiting waiting = logins.make(id, provider, null, Secret.random(on.random()).hash());
        on.store()
                .database()
                .write(tx -> {
                    on.store().logins().insert(tx, waiting.login());
                    on.store().logins().wish(tx, id, new Asked(wish.scope(), wish.loginHint()));
                    return true;
                });
        return new Started(id, new Secret(id + "." + waiting.secret().value()));
    }

    /// How a login stands; one that was forgotten has failed.
    public Standing standing(String loginId) {
        record Found(Optional<PendingLogin> login, Optional<Account> account) {}
        Found found =
                on.store()
                        .database()
                        .read(tx -> {
                            Optional<PendingLogin> login = on.store().logins().find(tx, loginId);
                            Long account = login.map(PendingLogin::accountId).orElse(null);
                            return new Found(
                                    login,
                                    account == null
                                            ? Optional.empty()
                                            : on.store().accounts().find(tx, account));
                        });
        if (found.account().isPresent()) {
            return new Standing.LoggedIn(found.account().get());
        }
        if (found.login().isEmpty() || !on.now().isBefore(found.login().get().expiresAt())) {
            return new Standing.Failed("expired", "the link has expired");
        }
        PendingLogin login = found.login().get();
        return login.phase() == Phase.FAILED ? failed(login) : new Standing.Waiting();
    }

    private static Standing failed(PendingLogin login) {
        String failure = login.failure() == null ? "" : login.failure();
        int colon = failure.indexOf(": ");
        return colon < 0
                ? new Standing.Failed(OAuthError.SERVER_ERROR.code(), failure)
                : new Standing.Failed(failure.substring(0, colon), failure.substring(colon + 2));
    }

    /// Sends the browser that opened the link to the service.
    public AuthorizeResult open(String ticket, Browser browser) {
        int dot = ticket.indexOf('.');
        Optional<PendingLogin> login = dot < 0 ? Optional.empty() : waiting(ticket, dot);
        Optional<OAuthProvider> provider = login.flatMap(l -> services.find(l.provider()));
        if (login.isEmpty() || provider.isEmpty()) {
            return CheckLogin.unknown();
        }
        Optional<RefuseLocally> problem = check.step(login.get(), Set.of(Phase.ASK));
        if (problem.isPresent()) {
            return problem.get();
        }
        String id = login.get().id();
        boolean bound =
                on.store()
                        .database()
                        .write(tx -> on.store().logins().bind(tx, id, browser.markHash()));
        try {
            return bound
                    ? new AuthorizeResult.SendToLogin(
                            provider.get().authorizeAccount(id, wish(id)).location())
                    : DeadEnd.USED.because("this login went on already");
        } catch (AuthorizeError e) {
            SendUser.log(login.get(), e.refusal());
            return AuthorizeResult.RefuseLocally.page(e.refusal());
        }
    }

    private AccountWish wish(String loginId) {
        Asked asked = on.store().database().read(tx -> on.store().logins().wish(tx, loginId));
        return new AccountWish(asked.scope(), asked.loginHint());
    }

    private Optional<PendingLogin> waiting(String ticket, int dot) {
        return on.store()
                .database()
                .read(tx -> on.store().logins().find(tx, ticket.substring(0, dot)))
                .filter(l -> l.params() == null)
                .filter(l -> new Secret(ticket.substring(dot + 1)).hashesTo(l.csrfHash()));
    }
}
