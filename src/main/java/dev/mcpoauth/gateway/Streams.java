package dev.mcpoauth.gateway;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The open streams that answer no request: they would go on for ever when the broker stops.
final class Streams {
    private final Set<Runnable> ends = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    /// Remembers how a stream is ended.
    void add(Runnable end) {
        ends.add(end);
        if (over) {
            end.run();
        }
    }

    /// The stream has ended by itself.
    void remove(Runnable end) {
        ends.remove(end);
    }

    /// Ends all of them, and those that still come.
    void end() {
        over = true;
        ends.forEach(Runnable::run);
    }
}
