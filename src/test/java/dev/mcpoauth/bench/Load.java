package dev.mcpoauth.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Runs one kind of work on several connections for a while and counts.
final class Load {
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
    record Result(double perSecond, long p50, long p99, int failed, long answers, double cpu) {
        /// Of each figure the one in the middle; answers and failures of all together.
        static Result median(List<Result> all) {
            return new Result(
                    Samples.median(all.stream().mapToDouble(Result::perSecond).toArray()),
                    (long) Samples.median(all.stream().mapToDouble(Result::p50).toArray()),
                    (long) Samples.median(all.stream().mapToDouble(Result::p99).toArray()),
                    all.stream().mapToInt(Result::failed).sum(),
                    all.stream().mapToLong(Result::answers).sum(),
                    Samples.median(all.stream().mapToDouble(Result::cpu).toArray()));
        }
    }

    /// How much processor time the server has used so far, in microseconds.
    @FunctionalInterface
    interface Cpu {
        double micros() throws IOException;
    }

    /// How long nothing is counted, and then how long everything is.
    record Span(Duration warm, Duration measured) {}

    private Load() {}

    /// Warms up for `warm`, then measures for `measured`.
    static Result run(int connections, Duration warm, Duration measured, Tasks tasks)
            throws Exception {
        return run(made(connections, tasks), new Span(warm, measured), () -> 0);
    }

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
        List<Samples> samples = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (Work work : works(tasks)) {
            Samples own = new Samples(from, until, failed);
            samples.add(own);
            threads.add(how(tasks.size()).start(() -> work.measure(own)));
        }
        Thread.sleep(span.warm());
        double before = cpu.micros();
        Thread.sleep(span.measured());
        double used = cpu.micros() - before;
        for (Thread worker : threads) {
            worker.join();
        }
        return result(samples, span.measured(), failed.get(), used);
    }

    /// The work of each thread. Many connections are one thread's where that can be: so many
    /// threads would take the server's processors from it by changing places.
    private static List<Work> works(List<Task> tasks) {
        List<Exchange> exchanges =
                tasks.stream()
                        .filter(Exchange.class::isInstance)
                        .map(Exchange.class::cast)
                        .toList();
        return tasks.size() > MOST_THREADS && exchanges.size() == tasks.size()
                ? List.of(samples -> new Loop(exchanges, samples).run())
                : tasks.stream().<Work>map(task -> samples -> repeat(task, samples)).toList();
    }

    /// What a thread does until the time is over.
    private interface Work {
        void measure(Samples samples);
    }

    private static void repeat(Task task, Samples samples) {
        long start = System.nanoTime();
        while (!samples.over(start)) {
            try {
                task.once();
            } catch (Exception e) {
                samples.failed(e);
                return;
            }
            long end = System.nanoTime();
            samples.answered(start, end);
            start = end;
        }
    }

    private static Thread.Builder how(int connections) {
        return connections > MOST_THREADS ? Thread.ofVirtual() : Thread.ofPlatform();
    }

    private static Result result(List<Samples> samples, Duration measured, int failed, double cpu) {
        long[] all = Samples.sorted(samples);
        long answers = Samples.answers(samples);
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
