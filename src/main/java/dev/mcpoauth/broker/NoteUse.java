package dev.mcpoauth.broker;

import dev.mcpoauth.store.LastUses.Kind;
import dev.mcpoauth.store.StoreException;
import dev.mcpoauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/// Remembers which tokens were used, and writes that down once a minute, beside the requests: a
/// request neither waits for it nor fails with it.
final class NoteUse {
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final int AT_ONCE = 500;
    private static final System.Logger LOG = System.getLogger(NoteUse.class.getName());

    private final Foundation on;
    private final Map<Long, Instant> grants = new ConcurrentHashMap<>();
    private final Map<Long, Instant> accounts = new ConcurrentHashMap<>();
    private final AtomicReference<Instant> written = new AtomicReference<>(Instant.EPOCH);

    NoteUse(Foundation on) {
        this.on = on;
    }

    /// An MCP token of this grant was shown, which stands on this account.
    void grant(long id, long accountId) {
        Instant now = on.now();
        grants.put(id, now);
        accounts.put(accountId, now);
        writeLater(now);
    }

    /// The service's token of this account was handed out.
    void account(long id) {
        Instant now = on.now();
        accounts.put(id, now);
        writeLater(now);
    }

    private void writeLater(Instant now) {
        Instant last = written.get();
        // abs: the clock may have been ahead and was set back
        if (Duration.between(last, now).abs().compareTo(EVERY) > 0
                && written.compareAndSet(last, now)) {
            Thread.ofVirtual().name("last-uses").start(this::write);
        }
    }

    private void write() {
        try {
            write(Kind.ACCOUNT, accounts);
            write(Kind.GRANT, grants);
        } catch (StoreException e) {
            // an aid for people: the next minute writes it
            LOG.log(System.Logger.Level.DEBUG, "uses are not written: " + e.getMessage());
        }
    }

    /// In the order of their numbers, so that two brokers never wait for each other.
    private void write(Kind kind, Map<Long, Instant> uses) {
        List<Map.Entry<Long, Instant>> all = List.copyOf(new TreeMap<>(uses).entrySet());
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<Map.Entry<Long, Instant>> some =
                    all.subList(from, Math.min(from + AT_ONCE, all.size()));
            on.store().database().write(tx -> note(tx, kind, some));
            // what was used again meanwhile stays for the next time
            some.forEach(each -> uses.remove(each.getKey(), each.getValue()));
        }
    }

    private boolean note(Transaction tx, Kind kind, List<Map.Entry<Long, Instant>> uses) {
        for (Map.Entry<Long, Instant> each : uses) {
            on.store().uses().note(tx, kind, each.getKey(), each.getValue());
        }
        return true;
    }
}
