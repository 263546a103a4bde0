package dev.mcpoauth.broker;

import dev.mcpoauth.store.Clients;
import dev.mcpoauth.store.Database.Work;
import dev.mcpoauth.store.Transaction;
import java.util.concurrent.atomic.AtomicInteger;

/// Keeps those clients few that came by themselves and that nobody ever allowed anything: the
/// oldest of them make room for new ones.
final class UnusedClients {
    /// How many of them may wait.
    private static final int MOST = 10_000;

    private static final int LOOK_EVERY = 64;

    /// How many go at once, so that looking closely is seldom needed.
    private static final int SPARE = 1_000;

    private final Foundation on;
    private final AtomicInteger added = new AtomicInteger();

    /// How many of those that came by themselves were in use when they were last counted.
    private volatile int used;

    UnusedClients(Foundation on) {
        this.on = on;
    }

    /// Stores a client, and makes room for it when it is time to look.
    void add(Work<?> storing) {
        boolean look = added.getAndIncrement() % LOOK_EVERY == 0;
        used =
                on.store()
                        .database()
                        .write(tx -> {
                            storing.in(tx);
                            return look ? makeRoom(tx) : used;
                        });
    }

    /// To count the clients that nobody used costs a look at each of them, to count all is cheap.
    /// Gives back how many are in use.
    private int makeRoom(Transaction tx) {
        Clients clients = on.store().clients();
        int all = clients.countRegistered(tx);
        if (all - used <= MOST) {
            return used;
        }
        int unused = clients.countUnused(tx);
        if (unused > MOST) {
            clients.pruneUnused(tx, MOST - SPARE);
        }
        return all - unused;
    }
}
