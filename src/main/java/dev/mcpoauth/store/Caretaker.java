package dev.mcpoauth.store;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What a running broker does for its store by itself, until the store is closed: sweeps what has
/// ended, and makes copies of the database recognizable as old.
public final class Caretaker {
    private static final System.Logger LOG = System.getLogger(Caretaker.class.getName());
    private static final int SWEEP_MINUTES = 10;
    private static final int ADVANCE_MINUTES = 60;

    private final Store store;
    private final List<Future<?>> rounds = new ArrayList<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("caretaker").daemon().factory());

    private Caretaker(Store store) {
        this.store = store;
    }

    /// Begins; events of the audit trail are kept for so long, or for ever; throws [StoreException]
    /// when the store cannot be written.
    public static void tend(Store store, InstantSource clock, @Nullable Duration auditKept) {
        Caretaker caretaker = new Caretaker(store);
        caretaker.advance();
        Sweep sweep = new Sweep(store.database(), auditKept);
        caretaker.every(SWEEP_MINUTES, () -> sweep.run(clock.instant()));
        caretaker.every(ADVANCE_MINUTES, caretaker::advance);
    }

    /// Counted from the end of a round: after a long sleep of the machine there is one, not many.
    private void every(int minutes, Runnable round) {
        rounds.add(
                thread.scheduleWithFixedDelay(
                        () -> carefully(round), minutes, minutes, TimeUnit.MINUTES));
    }

    private void carefully(Runnable round) {
        if (!store.database().isOpen()) {
            rounds.forEach(each -> each.cancel(false));
            thread.shutdown();
            return;
        }
        try {
            round.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the store was not tidied: " + e.getMessage());
        }
    }

    private void advance() {
        if (store.database().dialect() == Dialect.SQLITE) {
            new Generation(store.database(), Path.of(store.database().place())).advance();
        } else {
            store.probe();
        }
    }
}
