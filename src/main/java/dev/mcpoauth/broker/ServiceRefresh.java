package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.provider.ServiceClient;
import dev.mcpoauth.provider.ServiceRefused;
import dev.mcpoauth.provider.ServiceUnavailable;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.ServiceAccounts.Lease;
import dev.mcpoauth.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/// Refreshes a service's token: one refresh at a time over threads (a lock) and processes (a lease
/// in the account's row), and the new token is on disk before anybody uses it.
///
/// | what is found | what is done |
/// |---|---|
/// | the token lives long enough, no force | it is given back, nothing is written |
/// | somebody refreshed since we looked | theirs is given back: the service has no fresher one |
/// | the lease is free | take it, keep it while the service thinks, refresh, store, give it back |
/// | another process has the lease | wait; a dead holder's lease ends by itself |
/// | the service says `invalid_grant` | the account needs a login, everybody is told at once |
/// | the service cannot answer | everything is kept; the old token while it lives |
/// | the new token cannot be stored | it is kept and stored again, see [UnsavedTokens] |
final class ServiceRefresh {
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration RENEWAL = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SHORTEST_PAUSE_MILLIS = 40;
    private static final int LONGEST_PAUSE_MILLIS = 160;
    private static final int NOT_AUTHORIZED = 401;

    private final Foundation on;
    private final UnsavedTokens unsaved;
    private final Turns turns = new Turns();

    /// What is asked for.
    ///
    /// @param minimumLife how long the token must live at least
    /// @param force refresh even a token that lives long enough
    record Wish(Duration minimumLife, boolean force) {}

    ServiceRefresh(Foundation on) {
        this.on = on;
        this.unsaved = new UnsavedTokens(on);
    }

    ServiceToken fresh(long accountId, ServiceClient client, Wish wish) {
        return fresh(
                SeenToken.account(accountId).orElseGet(() -> account(accountId)), client, wish);
    }

    /// The same for an account that was read just now.
    ServiceToken fresh(Account seen, ServiceClient client, Wish wish) {
        Account before = usable(seen);
        if (enough(before, wish) && !unsaved.has(before.id())) {
            return before.token();
        }
        return turns.take(before.id(), () -> alone(before, client, wish));
    }

    private ServiceToken alone(Account before, ServiceClient client, Wish wish) {
        String owner = Secret.random(on.random()).value();
        long start = System.nanoTime();
        while (true) {
            if (unsaved.has(before.id())) {
                return unsaved.save(before.id());
            }
            Account now = account(before.id());
            // the second: stored between the look at its row and that at what waits for the disk
            if (now.version() != before.version() || enough(now, wish)) {
                return now.token();
            }
            if (now.token().refreshToken() == null) {
                return withoutRefresh(now);
            }
            if (free(now.id()) && leased(now.id(), owner)) {
                return holding(now, client, new Held(owner, wish));
            }
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new ServiceUnavailable("another process refreshes for too long", null);
            }
            // not all at the same moment: each look costs the others a little
            long pause =
                    ThreadLocalRandom.current()
                            .nextLong(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
            LockSupport.parkNanos(Duration.ofMillis(pause).toNanos());
        }
    }

    /// The right to refresh, and what for.
    private record Held(String owner, Wish wish) {}

    private ServiceToken holding(Account seen, ServiceClient client, Held held) {
        Thread keeper = Thread.ofVirtual().name("lease").start(() -> keep(seen.id(), held));
        try {
            Account now = account(seen.id());
            return now.version() == seen.version()
                    ? refresh(now, client, held.wish())
                    : now.token();
        } finally {
            keeper.interrupt();
            // nobody else may spend the old refresh token while the new one is in memory only
            if (!unsaved.has(seen.id())) {
                release(seen.id(), held.owner());
            }
        }
    }

    private void keep(long id, Held held) {
        try {
            while (true) {
                Thread.sleep(RENEWAL);
                on.store()
                        .database()
                        .write(tx -> {
                            Instant until = on.now().plus(LEASE);
                            return on.store().accounts().renew(tx, id, held.owner(), until);
                        });
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StoreException e) {
            // the lease ends by itself; the refresh at hand reports the trouble of the store
            return;
        }
    }

    private ServiceToken refresh(Account account, ServiceClient client, Wish wish) {
        try {
            ServiceToken token = client.refresh(account.token()).keeping(account.token());
            unsaved.add(account, token);
            return unsaved.save(account.id());
        } catch (ServiceRefused e) {
            // credentials that the service does not take are our fault, not the user's
            String state = e.isOurFault() ? account.state() : Account.LOGIN_NEEDED;
            if (note(account, state, "refused: " + e.error())) {
                throw e;
            }
            // a holder that the machine kept waiting past its lease has spent the old one, and has
            // stored what it got: that a spent token is refused says nothing of the login
            return account(account.id()).token();
        } catch (ServiceUnavailable e) {
            note(account, account.state(), "the service was not available");
            if (wish.force() || account.token().expiresWithin(Duration.ZERO, on.now())) {
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

    private boolean enough(Account account, Wish wish) {
        return !wish.force() && !account.token().expiresWithin(wish.minimumLife(), on.now());
    }

    private Account account(long id) {
        return on.store()
                .database()
                .look(tx -> on.store().accounts().find(tx, id))
                .map(ServiceRefresh::usable)
                .orElseThrow(() -> new ServiceRefused("no_account", NOT_AUTHORIZED));
    }

    private static Account usable(Account account) {
        if (!account.state().equals(Account.OK)) {
            throw new ServiceRefused("login_needed", NOT_AUTHORIZED);
        }
        return account;
    }

    private boolean free(long id) {
        Instant now = on.now();
        return on.store().database().look(tx -> on.store().accounts().free(tx, id, now));
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

    private void release(long id, String owner) {
        try {
            on.store()
                    .database()
                    .write(tx -> {
                        on.store().accounts().release(tx, id, owner);
                        return true;
                    });
        } catch (StoreException e) {
            // what came of the refresh counts; the lease ends by itself
            return;
        }
    }

    /// False when a newer token came meanwhile, of which this says nothing.
    private boolean note(Account account, String state, String how) {
        return on.store()
                .database()
                .write(tx -> on.store().accounts().noteOf(tx, account, state, how));
    }
}
