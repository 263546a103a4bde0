package dev.mcpoauth.bench;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/// What one thread of the driver has measured.
final class Samples {
    private static final int MOST = 1_000_000;

    private final long from;
    private final long until;
    private final AtomicInteger failed;
    private long[] nanos = new long[4096];
    private int count;
    private long answers;

    /// Counts what begins and ends between two moments of `System.nanoTime()`.
    Samples(long from, long until, AtomicInteger failed) {
        this.from = from;
        this.until = until;
        this.failed = failed;
    }

    boolean over(long now) {
        return now >= until;
    }

    void answered(long start, long end) {
        answers++;
        if (start >= from && end <= until && count < MOST) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, count * 2);
            }
            nanos[count++] = end - start;
        }
    }

    /// The first failure of a run is shown.
    void failed(Exception e) {
        if (failed.incrementAndGet() == 1) {
            System.err.println("bench: " + e);
        }
    }

    /// The one in the middle.
    static double median(double[] all) {
        double[] sorted = all.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /// Those of all threads, the shortest first.
    static long[] sorted(List<Samples> all) {
        return all.stream()
                .flatMapToLong(one -> Arrays.stream(one.nanos, 0, one.count))
                .sorted()
                .toArray();
    }

    /// Good answers in all, those of the warm-up too.
    static long answers(List<Samples> all) {
        return all.stream().flatMapToLong(one -> LongStream.of(one.answers)).sum();
    }
}
