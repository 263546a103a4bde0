package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.provider.ServiceRefused;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.ServiceAccounts;
import dev.mcpoauth.store.StoreException;
import dev.mcpoauth.store.Transaction;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// Tokens that a service gave and the disk has not taken yet.
///
/// The service may have ended the old refresh token with its answer, and may end everything when
/// the old one comes a second time. So a new token is kept here until it is stored, for as long as
/// the process lives, and the old one is never sent again.
final class UnsavedTokens {
    private static final System.Logger LOG = System.getLogger(UnsavedTokens.class.getName());
    private static final int NOT_AUTHORIZED = 401;
    private static final int TRIES = 20;
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration LONG_PAUSE = Duration.ofSeconds(1);

    private record Waiting(Account before, ServiceToken token) {}

    private final Foundation on;
    private final Map<Long, Waiting> waiting = new ConcurrentHashMap<>();
    private final Map<Long, Thread> savers = new ConcurrentHashMap<>();

    UnsavedTokens(Foundation on) {
        this.on = on;
    }

    boolean has(long accountId) {
        return waiting.containsKey(accountId);
    }

    /// Keeps what came instead of the account's token.
    void add(Account before, ServiceToken token) {
        waiting.put(before.id(), new Waiting(before, token));
    }

    /// Stores what waits and gives back the account's token; throws [StoreException] after five
    /// seconds of trying, and then goes on trying by itself.
    ServiceToken save(long accountId) {
        for (int tries = 1; ; tries++) {
            Waiting found = waiting.get(accountId);
            if (found == null) {
                return stored(accountId);
            }
            try {
                store(found);
            } catch (StoreException e) {
                if (tries == TRIES) {
                    goOn(accountId);
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private ServiceToken stored(long accountId) {
        return on.store()
                .database()
                .read(tx -> on.store().accounts().find(tx, accountId))
                .filter(account -> account.state().equals(Account.OK))
                .orElseThrow(() -> new ServiceRefused("no_account", NOT_AUTHORIZED))
                .token();
    }

    private void store(Waiting found) {
        on.store().database().write(tx -> store(tx, found));
        waiting.remove(found.before().id(), found);
    }

    private boolean store(Transaction tx, Waiting found) {
        ServiceAccounts accounts = on.store().accounts();
        long id = found.before().id();
        boolean newest =
                accounts.find(tx, id)
                        .filter(a -> a.version() == found.before().version())
                        .isPresent();
        if (newest) {
            accounts.update(tx, id, found.token(), on.now());
            accounts.note(tx, id, Account.OK, "ok");
        }
        // otherwise the user has logged in anew or has logged out: that is what counts
        return newest;
    }

    private void goOn(long accountId) {
        LOG.log(
                System.Logger.Level.ERROR,
                "account "
                        + accountId
                        + ": the service gave a new token that cannot be stored; it is kept in"
                        + " memory and lost when this process ends");
        savers.computeIfAbsent(
                accountId,
                id -> Thread.ofPlatform().daemon().name("unsaved-token").start(() -> retry(id)));
    }

    private void retry(long accountId) {
        while (has(accountId)) {
            LockSupport.parkNanos(LONG_PAUSE.toNanos());
            Waiting found = waiting.get(accountId);
            try {
                if (found != null) {
                    store(found);
                }
            } catch (StoreException e) {
                LOG.log(System.Logger.Level.DEBUG, "account " + accountId + ": not yet stored");
            }
        }
        savers.remove(accountId);
    }
}
