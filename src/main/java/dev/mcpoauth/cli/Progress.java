package dev.mcpoauth.cli;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What long work says while it lasts: one line on the stderr of a terminal, drawn over and wiped
/// at the end. Short work says nothing, and so does all work for a file, a pipe, `--quiet` or
/// `--json`.
final class Progress implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 300;
    private static final long PERIOD_MILLIS = 100;
    private static final int BAR = 20;
    private static final int HUNDRED = 100;

    private final Terminal terminal;
    private final long began = System.nanoTime();
    private final @Nullable Thread drawing;
    private volatile String what;
    private volatile LongSupplier done = () -> 0;
    private volatile long total;

    private Progress(Terminal terminal, String what) {
        this.terminal = terminal;
        this.what = what;
        this.drawing =
                terminal.animates() ? Thread.ofVirtual().name("progress").start(this::draw) : null;
    }

    /// Begins; `what` is said as it is, such as `compacting the database`.
    static Progress of(Session session, String what) {
        return new Progress(session.terminal(), what);
    }

    /// Says it while this work lasts.
    static <T> T during(Session session, String what, Supplier<T> work) {
        Progress progress = of(session, what);
        try {
            return work.get();
        } finally {
            progress.close();
        }
    }

    /// So much of it is done.
    void at(long count, long of) {
        follow(() -> count, of);
    }

    /// The same of another part of the work.
    void at(String part, long count, long of) {
        what = part;
        at(count, of);
    }

    /// So much of it is done as this tells, whenever it is drawn.
    void follow(LongSupplier count, long of) {
        done = count;
        total = of;
    }

    private void draw() {
        boolean drawn = false;
        try {
            Thread.sleep(PATIENCE_MILLIS);
            while (true) {
                terminal.draw(line());
                drawn = true;
                Thread.sleep(PERIOD_MILLIS);
            }
        } catch (InterruptedException e) {
            // the work is done
            if (drawn) {
                terminal.draw("");
            }
        }
    }

    /// The line as it is now: a bar where the end is known, otherwise the time.
    String line() {
        long end = total;
        if (end <= 0) {
            Duration since = Duration.ofNanos(System.nanoTime() - began);
            return what + " ... " + Times.length(since);
        }
        long now = Math.clamp(done.getAsLong(), 0, end);
        int full = (int) (now * BAR / end);
        return "%s [%s%s] %d%%"
                .formatted(what, "#".repeat(full), "-".repeat(BAR - full), now * HUNDRED / end);
    }

    /// Wipes the line, before anything else is written.
    @Override
    public void close() {
        if (drawing != null) {
            drawing.interrupt();
            try {
                drawing.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
