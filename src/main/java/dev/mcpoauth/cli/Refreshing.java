package dev.mcpoauth.cli;

import dev.mcpoauth.config.Settings;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.provider.ProviderFault;
import dev.mcpoauth.provider.ServiceRefused;
import dev.mcpoauth.provider.ServiceUnavailable;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Store;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Refreshes an account's token for a command and says in one sentence why it cannot.
final class Refreshing {
    private static final Duration LAST_WAIT = Duration.ofSeconds(12);

    private final Session session;
    private final Settings settings;
    private final Store store;

    Refreshing(Session session, Settings settings, Store store) {
        this.session = session;
        this.settings = settings;
        this.store = store;
    }

    /// A token that lives at least so long; by `force` a new one.
    ServiceToken fresh(Account account, Duration minimumLife, boolean force) {
        Product.Reach reach = session.reach(account, settings);
        if (!reach.demo() && !settings.providers().containsKey(account.provider())) {
            throw new CliError(
                            ExitCode.NOT_FOUND,
                            "the provider " + account.provider() + " is not in the settings",
                            "mcp-oauth provider list")
                    .with("provider", account.provider());
        }
        try {
            return Progress.during(
                    session,
                    "refreshing " + Refs.name(account),
                    () ->
                            stored(() ->
                                    session.product()
                                            .broker(settings, store, reach)
                                            .serviceTokens()
                                            .fresh(account.id(), minimumLife, force)));
        } catch (ServiceRefused e) {
            throw refused(account, e);
        } catch (ServiceUnavailable e) {
            CliError error =
                    new CliError(
                                    ExitCode.UNREACHABLE,
                                    account.provider() + ": " + e.getMessage(),
                                    null)
                            .with("provider", account.provider());
            e.retryAfter().ifPresent(wait -> error.with("retry_after", wait.toSeconds()));
            throw error;
        }
    }

    /// A service that rotates refresh tokens has ended the old one when it answers. Whoever ends
    /// this process meanwhile waits until the new one is stored, a little longer than a service may
    /// take.
    static <T> T stored(Supplier<T> refresh) {
        CountDownLatch done = new CountDownLatch(1);
        Thread last = Thread.ofPlatform().unstarted(() -> await(done));
        Runtime.getRuntime().addShutdownHook(last);
        try {
            return refresh.get();
        } finally {
            done.countDown();
            forget(last);
        }
    }

    private static void await(CountDownLatch done) {
        try {
            done.await(LAST_WAIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread last) {
        try {
            Runtime.getRuntime().removeShutdownHook(last);
        } catch (IllegalStateException e) {
            // the process is ending, as soon as this is done
            return;
        }
    }

    static CliError refused(Account account, ServiceRefused e) {
        String provider = account.provider();
        CliError error =
                switch (e.error()) {
                    case "invalid_client" ->
                            new CliError(
                                    ExitCode.USAGE,
                                    provider + " does not take our client id and secret",
                                    ProviderFault.credentials(provider));
                    case "login_needed" -> TokenSource.loginNeeded(account, "the login has ended");
                    case "no_refresh_token" ->
                            TokenSource.loginNeeded(
                                    account, "the token cannot be refreshed, log in again");
                    case "no_account" -> TokenSource.loginNeeded(account, "the account is gone");
                    default ->
                            e.isOurFault()
                                    ? misconfigured(provider, e)
                                    : TokenSource.loginNeeded(
                                            account,
                                            "the service refused the refresh token ("
                                                    + e.error()
                                                    + ")");
                };
        return error.with("provider", provider)
                .with("http_status", e.status())
                .with("oauth_error", e.error());
    }

    private static CliError misconfigured(String provider, ServiceRefused e) {
        return new CliError(
                ExitCode.USAGE,
                provider + " refused how we ask (" + e.error() + "): our settings of it are wrong",
                "mcp-oauth provider show " + provider);
    }
}
