package dev.mcpoauth.gateway;

import java.util.concurrent.atomic.AtomicLong;

/// The memory that the bodies of requests may take together: a crowd of large ones, or of small
/// ones that say much, must not end the process.
final class BodyRoom {
    /// A quarter of this process's memory.
    static final BodyRoom OF_THIS_PROCESS = new BodyRoom(Runtime.getRuntime().maxMemory() / 4);

    /// What every request may have without asking; most need less.
    static final int FREE = 32 * 1024;

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    BodyRoom(long most) {
        this.most = most;
    }

    /// The part of one request, which has nothing yet.
    Share share() {
        return new Share();
    }

    /// What one request has of it, until it is closed.
    final class Share implements AutoCloseable {
        private long mine;

        private Share() {}

        /// Has so many bytes all in all from now on; false, and nothing changes, when others have
        /// them.
        boolean reach(long bytes) {
            long more = Math.max(0, bytes - FREE) - mine;
            if (taken.addAndGet(more) > most && more > 0) {
                taken.addAndGet(-more);
                return false;
            }
            mine += more;
            return true;
        }

        @Override
        public void close() {
            taken.addAndGet(-mine);
            mine = 0;
        }
    }
}
