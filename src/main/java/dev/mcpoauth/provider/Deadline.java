package dev.mcpoauth.provider;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Gives an author's code a limited time, whatever it waits for.
final class Deadline {
    private final Duration limit;

    Deadline(Duration limit) {
        this.limit = limit;
    }

    /// The result of the work; throws what it threw, or [ServiceUnavailable] when it takes too
    /// long.
    <T> T hold(Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        // a virtual thread that loops is never taken off its processor: two of them, on two
        // processors, would stop every other virtual thread
        Thread thread = Thread.ofPlatform().daemon().name("provider").start(task);
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            throw new ServiceUnavailable("the provider did not answer in time", null);
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new ServiceUnavailable("interrupted while waiting for the provider", null);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException thrown -> throw thrown;
                case Error thrown -> throw thrown;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        }
    }
}
