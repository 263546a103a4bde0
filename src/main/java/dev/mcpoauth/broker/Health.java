package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.Unavailable;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// Whether the broker can do its work, and how often it did what.
public final class Health {
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    private final Foundation on;
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final AtomicLong asked = new AtomicLong(System.nanoTime() - FRESH_NANOS);
    private volatile boolean ready;

    Health(Foundation on) {
        this.on = on;
    }

    /// Whether the store can be written and the key is its own. The answer may be a second old, so
    /// that nobody makes the disk busy by asking.
    public boolean ready() {
        long now = System.nanoTime();
        long last = asked.get();
        if (now - last >= FRESH_NANOS && asked.compareAndSet(last, now)) {
            ready = probe();
        }
        return ready;
    }

    private boolean probe() {
        try {
            return on.store().probe();
        } catch (Unavailable e) {
            return false;
        }
    }

    /// Counts something that happened, such as `login_completed`.
    void count(String event) {
        counts.computeIfAbsent(event, name -> new LongAdder()).increment();
    }

    /// How often each thing happened since the start, events of the audit trail among them.
    public Map<String, Long> events() {
        Map<String, Long> events = new TreeMap<>(on.store().audit().counts());
        counts.forEach((name, count) -> events.put(name, count.sum()));
        return events;
    }
}
