package dev.mcpoauth.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// Locks of accounts: each account has one, and none stays behind.
final class TurnsTest {
    private final Turns turns = new Turns();

    @Test
    void one_at_a_time_for_an_account_and_nothing_stays_behind() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger together = new AtomicInteger();
        List<Future<Integer>> works = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 2_000; i++) {
                long account = i;
                works.add(threads.submit(() -> turns.take(account, () -> 1)));
                works.add(
                        threads.submit(() ->
                                turns.take(
                                        -1,
                                        () -> {
                                            together.accumulateAndGet(
                                                    inside.incrementAndGet(), Math::max);
                                            LockSupport.parkNanos(1_000);
                                            return inside.decrementAndGet();
                                        })));
            }
            for (Future<Integer> work : works) {
                work.get();
            }
        }
        assertEquals(1, together.get());
        assertEquals(0, turns.accounts());
    }

    @Test
    void another_account_does_not_wait_and_a_failure_gives_the_turn_back() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch taken = new CountDownLatch(1);
            Future<Boolean> slow =
                    threads.submit(() ->
                            turns.take(
                                    1,
                                    () -> {
                                        taken.countDown();
                                        return waited(release);
                                    }));
            taken.await();
            assertThrows(IllegalStateException.class, () -> turns.take(2, TurnsTest::fails));
            assertEquals(2, turns.take(2, () -> 2));
            assertEquals(1, turns.accounts());
            release.countDown();
            assertTrue(slow.get());
        }
        assertEquals(0, turns.accounts());
    }

    private static int fails() {
        throw new IllegalStateException("the service does not answer");
    }

    private static boolean waited(CountDownLatch release) {
        try {
            release.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
