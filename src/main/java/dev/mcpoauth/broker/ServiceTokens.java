package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.provider.OAuthProvider;
import dev.mcpoauth.provider.ServiceRefused;
import dev.mcpoauth.provider.ServiceUnavailable;
import dev.mcpoauth.store.Account;
import java.time.Duration;

/// Valid tokens of services.
public final class ServiceTokens {
    private static final int NOT_FOUND = 404;

    private final Foundation on;
    private final Services services;
    private final ServiceRefresh refresh;
    private final NoteUse use;

    ServiceTokens(Foundation on, Services services, ServiceRefresh refresh, NoteUse use) {
        this.on = on;
        this.services = services;
        this.refresh = refresh;
        this.use = use;
    }

    /// The account's token, refreshed when it would live shorter than `minimumLife` or by `force`;
    /// throws [dev.mcpoauth.provider.ServiceException].
    public ServiceToken fresh(long accountId, Duration minimumLife, boolean force) {
        Account account =
                on.store()
                        .database()
                        .look(tx -> on.store().accounts().find(tx, accountId))
                        .orElseThrow(ServiceTokens::unknown);
        OAuthProvider provider =
                services.find(account.provider()).orElseThrow(ServiceTokens::unusable);
        ServiceToken token =
                refresh.fresh(
                        account,
                        provider.serviceClient(),
                        new ServiceRefresh.Wish(minimumLife, force));
        use.account(accountId);
        return token;
    }

    private static ServiceUnavailable unusable() {
        return new ServiceUnavailable("its provider cannot be used now", null);
    }

    private static ServiceRefused unknown() {
        return new ServiceRefused("no_account", NOT_FOUND);
    }

    /// The same for callers who answer a request: the two ways of failing are told apart.
    public ServiceTokenResult offer(long accountId, Duration minimumLife) {
        try {
            return new ServiceTokenResult.Fresh(fresh(accountId, minimumLife, false));
        } catch (ServiceRefused e) {
            return e.isOurFault()
                    ? new ServiceTokenResult.Unavailable()
                    : new ServiceTokenResult.LoginNeeded();
        } catch (ServiceUnavailable e) {
            return new ServiceTokenResult.Unavailable();
        }
    }
}
