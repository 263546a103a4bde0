package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.provider.ServiceClient;
import dev.mcpoauth.provider.ServiceRefused;
import dev.mcpoauth.provider.ServiceUnavailable;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.ServiceAccounts.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// Refreshes a service's token: one refresh at a time over threads (a lock) and processes (a lease
/// in the account's row), and the new token is on disk before anybody uses it.
final class ServiceRefresh {
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(35);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int NOT_AUTHORIZED = 401;

    private final Foundation on;
    private final Map<Long, ReentrantLock> locks = new ConcurrentHashMap<>();

    /// What is asked for.
    ///
    /// @param minimumLife how long the token must live at least
    /// @param force refresh even a token that lives long enough
    record Wish(Duration minimumLife, boolean force) {}

    ServiceRefresh(Foundation on) {
        this.on = on;
    }

    ServiceToken fresh(long accountId, ServiceClient client, Wish wish) {
        Account before = account(accountId);
        if (good(before, wish) && !wish.force()) {
            return before.token();
        }
        ReentrantLock lock = locks.computeIfAbsent(accountId, id -> new ReentrantLock());
        lock.lock();
        try {
            return alone(before, client, wish);
        } finally {
            lock.unlock();
        }
    }

    private ServiceToken alone(Account before, ServiceClient client, Wish wish) {
        String owner = Secret.random(on.random()).value();
        long start = System.nanoTime();
        while (true) {
            Account now = account(before.id());
            if (now.version() != before.version() && good(now, wish)) {
                return now.token();
            }
            if (now.token().refreshToken() == null) {
                return withoutRefresh(now);
            }
            if (leased(now.id(), owner)) {
                return holding(now, client, owner);
            }
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new ServiceUnavailable("another process refreshes for too long", null);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private ServiceToken holding(Account seen, ServiceClient client, String owner) {
        try {
            Account now = account(seen.id());
            return now.version() == seen.version() ? refresh(now, client) : now.token();
        } finally {
            write(seen.id(), owner);
        }
    }

    private ServiceToken refresh(Account account, ServiceClient client) {
        try {
            ServiceToken token = client.refresh(account.token()).keeping(account.token());
            on.store()
                    .database()
                    .write(tx -> {
                        on.store().accounts().update(tx, account.id(), token, on.now());
                        on.store().accounts().note(tx, account.id(), Account.OK, "ok");
                        return true;
                    });
            return token;
        } catch (ServiceRefused e) {
            // a client secret that the service does not take is our fault, not the user's
            note(
                    account,
                    e.isOurFault() ? account.state() : Account.LOGIN_NEEDED,
                    "refused: " + e.error());
            throw e;
        } catch (ServiceUnavailable e) {
            note(account, account.state(), "the service was not available");
            if (account.token().expiresWithin(Duration.ZERO, on.now())) {
                throw e;
            }
            return account.token();
        }
    }

    private ServiceToken withoutRefresh(Account account) {
        if (account.token().expiresWithin(Duration.ZERO, on.now())) {
            note(account, Account.LOGIN_NEEDED, "expired, and the service gave no refresh token");
            throw new ServiceRefused("no_refresh_token", NOT_AUTHORIZED);
        }
        return account.token();
    }

    private boolean good(Account account, Wish wish) {
        return !account.token().expiresWithin(wish.minimumLife(), on.now());
    }

    private Account account(long id) {
        Account account =
                on.store()
                        .database()
                        .read(tx -> on.store().accounts().find(tx, id))
                        .orElseThrow(() -> new ServiceRefused("no_account", NOT_AUTHORIZED));
        if (!account.state().equals(Account.OK)) {
            throw new ServiceRefused("login_needed", NOT_AUTHORIZED);
        }
        return account;
    }

    private boolean leased(long id, String owner) {
        Instant now = on.now();
        return on.store()
                .database()
                .write(tx ->
                        on.store()
                                .accounts()
                                .lease(tx, id, new Lease(owner, now, now.plus(LEASE))));
    }

    private void write(long id, String owner) {
        on.store()
                .database()
                .write(tx -> {
                    on.store().accounts().release(tx, id, owner);
                    return true;
                });
    }

    private void note(Account account, String state, String how) {
        on.store()
                .database()
                .write(tx -> {
                    on.store().accounts().note(tx, account.id(), state, how);
                    return true;
                });
    }
}
