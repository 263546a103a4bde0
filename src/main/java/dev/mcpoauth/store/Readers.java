package dev.mcpoauth.store;

import dev.mcpoauth.store.Database.Work;
import dev.mcpoauth.store.StoreException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// The reading connections of a SQLite file: each is opened when it is first needed.
final class Readers implements AutoCloseable {
    private static final int MOST = 4;

    /// Opens one more connection.
    @FunctionalInterface
    interface Opening {
        Transaction open();
    }

    private final Opening opening;
    private final OpenFile same;
    private final List<Transaction> all = new ArrayList<>();
    private final BlockingQueue<Transaction> idle = new LinkedBlockingQueue<>();

    Readers(Opening opening, OpenFile same) {
        this.opening = opening;
        this.same = same;
    }

    /// On one snapshot, however many statements it takes.
    <T> T read(Work<T> work) {
        return use(reader -> onSnapshot(reader, work));
    }

    /// For one statement, which has a snapshot of its own.
    <T> T look(Work<T> work) {
        return use(reader -> reader.single(work));
    }

    private <T> T use(Work<T> work) {
        same.glance();
        try {
            Transaction reader = take();
            try {
                return work.in(reader);
            } finally {
                idle.add(reader);
            }
        } catch (SqlFailure e) {
            throw Trouble.of(e, "the store");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(Kind.UNAVAILABLE, "interrupted while waiting for the store");
        }
    }

    private static <T> T onSnapshot(Transaction reader, Work<T> work) {
        reader.step("BEGIN");
        try {
            return work.in(reader);
        } finally {
            reader.step("COMMIT");
        }
    }

    private Transaction take() throws InterruptedException {
        Transaction reader = idle.poll();
        if (reader == null) {
            reader = another();
        }
        return reader == null ? idle.take() : reader;
    }

    private @Nullable Transaction another() {
        synchronized (all) {
            if (all.size() >= MOST) {
                return null;
            }
            Transaction reader = opening.open();
            reader.execute("PRAGMA query_only = ON");
            all.add(reader);
            return reader;
        }
    }

    @Override
    public void close() {
        synchronized (all) {
            try {
                for (Transaction reader : all) {
                    reader.close();
                }
            } catch (SqlFailure e) {
                throw Trouble.of(e, "the store");
            }
        }
    }
}
