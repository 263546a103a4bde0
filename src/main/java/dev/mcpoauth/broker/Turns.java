package dev.mcpoauth.broker;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One at a time for each account; nothing is remembered of an account when nobody waits.
final class Turns {
    private final Map<Long, Turn> turns = new ConcurrentHashMap<>();

    /// The lock of one account, as long as somebody has it or waits for it.
    private static final class Turn {
        private final ReentrantLock lock = new ReentrantLock();
        private int takers;
    }

    /// Does the work when it is this caller's turn.
    <T> T take(long accountId, Supplier<T> work) {
        Turn turn = turns.compute(accountId, (id, known) -> entered(known));
        turn.lock.lock();
        try {
            return work.get();
        } finally {
            turn.lock.unlock();
            turns.computeIfPresent(accountId, (id, known) -> --known.takers == 0 ? null : known);
        }
    }

    private static Turn entered(@Nullable Turn known) {
        Turn turn = known == null ? new Turn() : known;
        turn.takers++;
        return turn;
    }

    /// Of how many accounts somebody waits or works.
    int accounts() {
        return turns.size();
    }
}
