package dev.mcpoauth.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.utils.Signals;

/// When a broker reloads and when it ends: signals, the local socket, or nobody asking any more.
///
/// TERM and INT end it after the requests at hand; a second one ends it at once. HUP reloads the
/// settings, but ends a broker whose terminal was closed.
final class Lifetime {
    /// Requests get five seconds to finish; nothing may hold the process longer than this.
    private static final Duration LIMIT = Duration.ofSeconds(9);

    private static final int KILLED = 128;
    private static final Path TERMINAL = Path.of("/dev/tty");

    /// What happens next.
    enum Event {
        /// Read the settings again.
        RELOAD,
        /// End.
        STOP,
        /// End, because of Ctrl-C.
        INTERRUPT
    }

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final boolean attached = terminal();

    /// Listens to the signals of the process from now on.
    void signals() {
        Signals.register("TERM", () -> end(Event.STOP, 15));
        Signals.register("INT", () -> end(Event.INTERRUPT, 2));
        Signals.register("HUP", this::hangUp);
    }

    /// Ends it.
    void stop() {
        events.add(Event.STOP);
    }

    /// The next thing that happens; a broker that nobody asks for so long is to stop.
    Event next(Product.Running running, Duration idleLimit) throws InterruptedException {
        while (true) {
            Event event = events.poll(1, TimeUnit.SECONDS);
            if (event != null) {
                return event;
            }
            if (!idleLimit.isZero() && running.idle().compareTo(idleLimit) >= 0) {
                return Event.STOP;
            }
        }
    }

    /// Ends the process after the limit, whatever still hangs; every answer given is on disk.
    static void limit() {
        Thread.ofPlatform()
                .daemon()
                .name("drain-limit")
                .start(() -> {
                    try {
                        Thread.sleep(LIMIT);
                        Runtime.getRuntime().halt(0);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private void end(Event event, int signal) {
        if (ending.getAndSet(true)) {
            Runtime.getRuntime().halt(KILLED + signal);
        }
        events.add(event);
    }

    private void hangUp() {
        if (attached && !terminal()) {
            end(Event.STOP, 1);
        } else {
            events.add(Event.RELOAD);
        }
    }

    /// Whether there is a terminal that this process belongs to.
    private static boolean terminal() {
        try (var tty = Files.newByteChannel(TERMINAL)) {
            return tty.isOpen();
        } catch (java.io.IOException e) {
            return false;
        }
    }
}
