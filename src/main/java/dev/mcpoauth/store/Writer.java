package dev.mcpoauth.store;

import dev.mcpoauth.store.Database.Work;
import dev.mcpoauth.store.StoreException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// The one writing thread: requests that wait at the same moment share one commit to disk.
///
/// It never lingers for company: alone, a request costs one commit; in a crowd, a share of one.
/// Requests seldom fail, so none has a savepoint of its own at first; when one fails, the whole
/// group is undone and run again with savepoints, and that one is undone alone. A commit that fails
/// fails every one in it.
final class Writer {
    private static final int MOST = 256;

    /// Short waits, so that requests which arrive meanwhile join and old ones are answered.
    private static final long WAIT_MILLIS = 250;

    private static final class Request {
        private final long since = System.nanoTime();
        private final Work<?> work;
        private final Duration patience;
        private final CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();
        private @Nullable Object result;
        private @Nullable Throwable failure;

        Request(Work<?> work, Duration patience) {
            this.work = work;
            this.patience = patience;
        }

        void fail(Throwable why) {
            failure = failure == null ? why : failure;
        }

        void tell() {
            if (failure == null) {
                answer.complete(result);
            } else {
                answer.completeExceptionally(failure);
            }
        }

        boolean gaveUp(StoreException why) {
            return System.nanoTime() - since > patience.toNanos()
                    && answer.completeExceptionally(why);
        }
    }

    private final Transaction tx;
    private final OpenFile same;
    private final Mark mark;
    private final BlockingQueue<Request> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;

    /// `same` is asked before every commit whether the file is still the one that was opened and
    /// has not gone back, and `mark` is told after it how far the database has come.
    Writer(Transaction tx, OpenFile same, Mark mark) {
        this.tx = tx;
        this.same = same;
        this.mark = mark;
        tx.execute("PRAGMA busy_timeout = " + WAIT_MILLIS);
        same.reached(Age.numbers(tx));
        this.thread = Thread.ofPlatform().name("store-writer").daemon().start(this::run);
    }

    /// Waits so long, or a little longer, for another process that writes.
    @SuppressWarnings({"unchecked", "NullAway"}) // the answer is what this very work gave back
    <T> T write(Work<T> work, Duration patience) {
        Request request = new Request(work, patience);
        synchronized (queue) {
            if (closed) {
                throw new StoreException(Kind.UNAVAILABLE, "the store is closed");
            }
            queue.add(request);
        }
        try {
            return (T) request.answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }

    boolean isOpen() {
        return !closed;
    }

    void close() {
        // under the lock: nothing can be queued after the thread's last look
        synchronized (queue) {
            closed = true;
        }
        thread.interrupt();
        try {
            thread.join();
            tx.close();
            mark.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SqlFailure e) {
            throw same.trouble(e);
        }
    }

    private void run() {
        List<Request> group = new ArrayList<>(MOST);
        while (!closed || !queue.isEmpty()) {
            try {
                group.add(closed ? queue.remove() : queue.take());
            } catch (InterruptedException e) {
                continue;
            }
            queue.drainTo(group, MOST - 1);
            commit(group);
            group.clear();
        }
    }

    private void commit(List<Request> group) {
        try {
            begin(group);
            if (!together(group)) {
                rollback();
                begin(group);
                apart(group);
            }
            long numbers = Age.numbers(tx);
            same.requireGrown(numbers);
            tx.step("COMMIT");
            same.reached(numbers);
            mark.reached(numbers);
        } catch (SqlFailure | StoreException e) {
            rollback();
            // an fsync that failed once proves nothing when it is repeated: nobody is told success
            group.forEach(request -> request.fail(told(e)));
        }
        group.forEach(Request::tell);
    }

    private Throwable told(Throwable e) {
        return e instanceof SqlFailure sql ? same.trouble(sql) : e;
    }

    /// Waits for another process that writes; each request waits for its own time only.
    private void begin(List<Request> group) {
        while (true) {
            try {
                same.check();
                tx.step("BEGIN IMMEDIATE");
                return;
            } catch (SqlFailure e) {
                StoreException trouble = same.trouble(e);
                group.removeIf(request -> request.gaveUp(trouble));
                queue.drainTo(group, MOST - group.size());
                if (!Trouble.busy(e) || group.isEmpty()) {
                    throw e;
                }
            }
        }
    }

    /// Runs all of them; false when one failed, and all of them have to be undone.
    private boolean together(List<Request> group) {
        for (Request request : group) {
            try {
                request.result = request.work.in(tx);
            } catch (RuntimeException | Error e) {
                // what it wrote before cannot be told from what the others wrote
                return false;
            }
        }
        return true;
    }

    /// Runs each in a savepoint, so that one that fails is undone alone.
    private void apart(List<Request> group) {
        for (Request request : group) {
            tx.step("SAVEPOINT request");
            try {
                request.result = request.work.in(tx);
            } catch (RuntimeException | Error e) {
                // an Error too: the thread must outlive whatever one request does
                request.fail(told(e));
                // fails when the disk is full: SQLite has undone the whole group then
                tx.step("ROLLBACK TO request");
            }
            tx.step("RELEASE request");
        }
    }

    private void rollback() {
        try {
            tx.step("ROLLBACK");
        } catch (SqlFailure e) {
            // SQLite has rolled back by itself already: there is no transaction left to end
            return;
        }
    }
}
