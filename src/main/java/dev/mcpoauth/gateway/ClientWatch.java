package dev.mcpoauth.gateway;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/// Notices clients that go away while they wait for an answer, and servers that let them wait.
///
/// Jetty reads nothing from a connection of HTTP/1.1 while its request is answered, and so learns
/// only by writing that nobody is there. Answers that come at once cost nothing here: a connection
/// is looked at when its answer has been under way for a moment.
final class ClientWatch {
    private static final System.Logger LOG = System.getLogger(ClientWatch.class.getName());
    private static final long MOMENT = Duration.ofMillis(250).toNanos();
    private static final long PAUSE = Duration.ofSeconds(5).toNanos();
    private static final int BYTES = 4096;

    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final Runnable whenQuiet;
    private final AtomicBoolean running = new AtomicBoolean();

    /// Runs `whenQuiet` when nobody has waited for some seconds.
    ClientWatch(Runnable whenQuiet) {
        this.whenQuiet = whenQuiet;
    }

    /// What clients wait for.
    interface Waiting {
        /// Nobody waits any more.
        void clientGone();

        /// Called several times a second, until the answer is complete.
        void look();
    }

    /// The connection of a request.
    static EndPoint connection(Context ctx) {
        return ServletContextRequest.getServletContextRequest(ctx.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint();
    }

    /// Watches until it is closed; the client's connection from the moment when the request's body
    /// has been read.
    Watch begin(Context ctx, boolean bodyRead, Waiting waiting) {
        Watch watch = new Watch(connection(ctx), waiting, bodyRead ? Stage.NEW : Stage.BODY);
        watches.add(watch);
        if (!running.get() && running.compareAndSet(false, true)) {
            Thread.ofVirtual().name("client-watch").start(this::watch);
        }
        return watch;
    }

    private void watch() {
        long lastSeen = System.nanoTime();
        do {
            LockSupport.parkNanos(MOMENT);
            long now = System.nanoTime();
            if (!watches.isEmpty()) {
                lastSeen = now;
            }
            watches.stream()
                    .filter(each -> now - each.since >= MOMENT)
                    .forEach(each -> {
                        each.waiting.look();
                        each.look();
                    });
        } while (System.nanoTime() - lastSeen < PAUSE || !ends());
        whenQuiet.run();
    }

    /// True when this thread ends: nobody waits, and the next one who does starts another.
    private boolean ends() {
        running.set(false);
        return watches.isEmpty() || !running.compareAndSet(false, true);
    }

    private enum Stage {
        /// The request's body still comes: the server's own reading is not disturbed.
        BODY,
        NEW,
        LOOKING,
        OVER
    }

    /// A client that waits.
    final class Watch implements AutoCloseable, Callback {
        private final ReentrantLock lock = new ReentrantLock();
        private final long since = System.nanoTime();
        private final EndPoint client;
        private final Waiting waiting;
        private Stage stage;

        private Watch(EndPoint client, Waiting waiting, Stage stage) {
            this.client = client;
            this.waiting = waiting;
            this.stage = stage;
        }

        /// The request's body has been read.
        void bodyRead() {
            lock.lock();
            try {
                stage = stage == Stage.BODY ? Stage.NEW : stage;
            } finally {
                lock.unlock();
            }
        }

        private void look() {
            lock.lock();
            try {
                if (stage == Stage.NEW) {
                    stage = client.tryFillInterested(this) ? Stage.LOOKING : Stage.OVER;
                }
            } finally {
                lock.unlock();
            }
        }

        /// Something came, or the end of the connection.
        @Override
        public void succeeded() {
            lock.lock();
            try {
                if (stage == Stage.LOOKING) {
                    stage = Stage.OVER;
                    read();
                }
            } catch (IOException e) {
                failed(e);
            } finally {
                lock.unlock();
            }
        }

        private void read() throws IOException {
            ByteBuffer bytes = BufferUtil.allocate(BYTES);
            int read = client.fill(bytes);
            if (read < 0) {
                waiting.clientGone();
            } else if (read == 0) {
                stage = Stage.NEW;
                look();
            } else if (client.getConnection() instanceof Connection.UpgradeTo http) {
                // RFC 9112 9.3.2: a request may come before the last one was answered; it waits
                http.onUpgradeTo(bytes);
            }
        }

        /// The connection broke, or nobody needs to look any more.
        @Override
        public void failed(Throwable why) {
            lock.lock();
            try {
                if (stage == Stage.LOOKING) {
                    stage = Stage.OVER;
                    LOG.log(System.Logger.Level.DEBUG, "a client has gone", why);
                    waiting.clientGone();
                }
            } finally {
                lock.unlock();
            }
        }

        private boolean wasLooking() {
            lock.lock();
            try {
                boolean looking = stage == Stage.LOOKING;
                stage = Stage.OVER;
                return looking;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            watches.remove(this);
            if (wasLooking() && client instanceof AbstractEndPoint end) {
                end.getFillInterest().onFail(new IOException("the answer is complete"));
            }
        }
    }
}
