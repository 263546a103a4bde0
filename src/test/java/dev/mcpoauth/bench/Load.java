package dev.mcpoauth.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Runs one kind of work on several connections for a while and counts.
final class Load {
    private static final int MOST_SAMPLES = 1_000_000;
    private static final int MOST_THREADS = 16;

    /// One connection's work.
    @FunctionalInterface
    interface Task {
        /// Does it once; throws when the answer is not the right one.
        void once() throws Exception;
    }

    /// Makes the task of a connection.
    @FunctionalInterface
    interface Tasks {
        Task of(int connection) throws Exception;
    }

    /// What came of it.
    ///
    /// @param perSecond good answers a second
    /// @param p50 the median of the latency in microseconds
    /// @param p99 the 99th percentile in microseconds
    /// @param failed answers that were not the right ones
    /// @param answers good answers in all, those of the warm-up too
    /// @param cpu processor time that the server used for each measured answer, in microseconds
    record Result(double perSecond, long p50, long p99, int failed, long answers, double cpu) {}

    /// How much processor time the server has used so far, in microseconds.
    @FunctionalInterface
    interface Cpu {
        double micros() throws IOException;
    }

    private static final class Worker implements Runnable {
        private final Task task;
        private final long from;
        private final long until;
        private final AtomicInteger failed;
        private long[] samples = new long[4096];
        private int count;
        private long answers;

        Worker(Task task, long from, long until, AtomicInteger failed) {
            this.task = task;
            this.from = from;
            this.until = until;
            this.failed = failed;
        }

        @Override
        public void run() {
            for (long start = System.nanoTime(); start < until; start = System.nanoTime()) {
                try {
                    task.once();
                } catch (Exception e) {
                    if (failed.incrementAndGet() == 1) {
                        System.err.println("bench: " + e);
                    }
                    return;
                }
                long end = System.nanoTime();
                answers++;
                if (start >= from && end <= until && count < MOST_SAMPLES) {
                    if (count == samples.length) {
                        samples = Arrays.copyOf(samples, count * 2);
                    }
                    samples[count++] = end - start;
                }
            }
        }
    }

    private Load() {}

    /// Warms up for `warm`, then measures for `measured`.
    static Result run(int connections, Duration warm, Duration measured, Tasks tasks)
            throws Exception {
        return run(made(connections, tasks), new Span(warm, measured), () -> 0);
    }

    /// How long nothing is counted, and then how long everything is.
    record Span(Duration warm, Duration measured) {}

    /// A task for each connection.
    static List<Task> made(int connections, Tasks tasks) throws Exception {
        List<Task> made = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            made.add(tasks.of(i));
        }
        return made;
    }

    /// The same, with the processor time of the measured part.
    static Result run(List<Task> tasks, Span span, Cpu cpu) throws Exception {
        long from = System.nanoTime() + span.warm().toNanos();
        long until = from + span.measured().toNanos();
        AtomicInteger failed = new AtomicInteger();
        List<Worker> workers =
                tasks.stream().map(task -> new Worker(task, from, until, failed)).toList();
        List<Thread> threads = workers.stream().map(how(workers.size())::start).toList();
        Thread.sleep(span.warm());
        double before = cpu.micros();
        Thread.sleep(span.measured());
        double used = cpu.micros() - before;
        for (Thread worker : threads) {
            worker.join();
        }
        return result(workers, span.measured(), failed.get(), used);
    }

    /// So many threads of the system would take the server's processors from it by changing places.
    private static Thread.Builder how(int connections) {
        return connections > MOST_THREADS ? Thread.ofVirtual() : Thread.ofPlatform();
    }

    private static Result result(List<Worker> workers, Duration measured, int failed, double cpu) {
        long[] all =
                workers.stream()
                        .flatMapToLong(w -> Arrays.stream(w.samples, 0, w.count))
                        .sorted()
                        .toArray();
        long answers = workers.stream().mapToLong(w -> w.answers).sum();
        if (all.length == 0) {
            return new Result(0, 0, 0, failed, answers, 0);
        }
        return new Result(
                all.length / (measured.toNanos() / 1e9),
                all[all.length / 2] / 1000,
                all[(int) (all.length * 0.99)] / 1000,
                failed,
                answers,
                cpu / all.length);
    }
}
