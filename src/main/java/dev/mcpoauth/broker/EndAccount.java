package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.provider.OAuthProvider;
import dev.mcpoauth.provider.ProviderSpec.RevocationSpec;
import dev.mcpoauth.provider.ServiceRefused;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Audit;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Ends an account: at the service first, then here, so that nothing is forgotten that still works.
public final class EndAccount {
    private static final ServiceRefresh.Wish LIVING =
            new ServiceRefresh.Wish(Duration.ofMinutes(1), false);

    private final Foundation on;
    private final Services services;
    private final ServiceRefresh refresh;

    EndAccount(Foundation on, Services services, ServiceRefresh refresh) {
        this.on = on;
        this.services = services;
        this.refresh = refresh;
    }

    /// What the service answered.
    public sealed interface Answer {
        /// Its tokens are dead there.
        record Ended() implements Answer {}

        /// It has no way to be told (RFC 7009), or its provider is not configured any more.
        record CannotBeTold() implements Answer {}

        /// Nothing was asked: it was revoked before, and no token of it is left here.
        record RevokedBefore() implements Answer {}

        /// It said no, most often because the token was dead already.
        ///
        /// @param error its error code
        record Refused(String error) implements Answer {}
    }

    /// Ends the tokens at the service; throws [dev.mcpoauth.provider.ServiceUnavailable], and
    /// [ServiceRefused] where it was the broker that the service refused: the tokens work still.
    public Answer atService(Account account) {
        Optional<OAuthProvider> provider = services.find(account.provider());
        if (account.state().equals(Account.REVOKED)) {
            return new Answer.RevokedBefore();
        }
        if (provider.isEmpty()) {
            return new Answer.CannotBeTold();
        }
        try {
            return provider.get().serviceClient().revoke(ending(account, provider.get()))
                    ? new Answer.Ended()
                    : new Answer.CannotBeTold();
        } catch (ServiceRefused e) {
            if (e.isOurFault()) {
                throw e;
            }
            return new Answer.Refused(e.error());
        }
    }

    /// A login that is ended by its access token is ended by one that lives: the service knows no
    /// other, and the refresh token would go on.
    private ServiceToken ending(Account account, OAuthProvider provider) {
        RevocationSpec how = provider.spec().revocation();
        boolean byAccess = how.ends().equals("access") || how.auth().equals("bearer");
        boolean refreshes =
                account.state().equals(Account.OK) && account.token().refreshToken() != null;
        return byAccess && refreshes
                ? refresh.fresh(account, provider.serviceClient(), LIVING)
                : account.token();
    }

    /// Removes the tokens here; MCP tokens that stand on the account die with them, and the next
    /// login does not wake them. `forget` also removes the account itself.
    public void here(Account account, boolean forget) {
        Instant now = on.now();
        String what = account.userId() + " of " + account.provider();
        on.store()
                .database()
                .write(tx -> {
                    if (forget) {
                        on.store().accounts().delete(tx, account.id());
                    } else {
                        on.store().accounts().revoke(tx, account.id(), now);
                        on.store().grants().revokeOn(tx, account.id(), now);
                    }
                    String event = forget ? "account_removed" : "account_revoked";
                    on.store().audit().append(tx, new Audit.Entry(now, event, what));
                    return true;
                });
    }
}
