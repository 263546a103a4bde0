package dev.mcpoauth.broker;

import dev.mcpoauth.broker.KnownAccounts.Welcome;
import dev.mcpoauth.store.PendingLogin;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The login for which a request asks a provider, as the request has just made or read it. The
/// provider knows nothing of it and has the token store take the login's next step, which then
/// reads nothing twice, and writes in one transaction what belongs together.
///
/// It decides nothing: the statement that takes the step compares all that can have changed since.
/// It lives as long as the one call of the provider, as [SeenRefresh] does.
final class LoginAtHand {
    /// Inherited: a provider is called on a thread of its own, so that it can be given up.
    private static final InheritableThreadLocal<@Nullable LoginAtHand> NOW =
            new InheritableThreadLocal<>();

    private final PendingLogin login;
    private final boolean fresh;
    private final @Nullable Welcome welcome;
    private volatile boolean taken;

    private LoginAtHand(PendingLogin login, boolean fresh, @Nullable Welcome welcome) {
        this.login = login;
        this.fresh = fresh;
        this.welcome = welcome;
    }

    /// One that is not stored before it goes to the service.
    static LoginAtHand fresh(PendingLogin login) {
        return new LoginAtHand(login, true, null);
    }

    /// One that a page has asked about.
    static LoginAtHand approved(PendingLogin login) {
        return new LoginAtHand(login, false, null);
    }

    /// One that comes back from the service, and what its browser gets with the account.
    static LoginAtHand returning(PendingLogin login, Welcome welcome) {
        return new LoginAtHand(login, false, welcome);
    }

    /// Asks a provider about it.
    <T> T during(Supplier<T> asking) {
        NOW.set(this);
        try {
            return asking.get();
        } finally {
            NOW.remove();
        }
    }

    /// The one that this thread, or the one that started it, asks a provider about.
    static Optional<LoginAtHand> now() {
        return Optional.ofNullable(NOW.get());
    }

    /// The same where it has this handle.
    static Optional<LoginAtHand> of(String loginId) {
        return now().filter(hand -> hand.login.id().equals(loginId));
    }

    PendingLogin login() {
        return login;
    }

    /// Whether it has to be stored yet.
    boolean isFresh() {
        return fresh && !taken;
    }

    Optional<Welcome> welcome() {
        return Optional.ofNullable(welcome);
    }

    /// Its step is on disk.
    void take() {
        taken = true;
    }

    /// Whether its step is on disk.
    boolean isTaken() {
        return taken;
    }
}
