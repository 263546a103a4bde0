package dev.mcpoauth.store;

import dev.mcpoauth.store.Database.Asked;
import dev.mcpoauth.store.Database.Work;
import dev.mcpoauth.store.StoreException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import org.jspecify.annotations.Nullable;

/// The reading connections of a SQLite file: each is opened when it is first needed.
final class Readers implements AutoCloseable {
    private static final int MOST = 4;

    /// Taken as pages are read, so only by a store that has them: a page of any of a million tokens
    /// is fetched from the system otherwise.
    private static final int PAGES_KIB = 16 * 1024;

    /// Opens one more connection.
    @FunctionalInterface
    interface Opening {
        Transaction open();
    }

    private final Opening opening;
    private final OpenFile same;
    private final List<Reader> all = new ArrayList<>();

    /// The one that was used last is used next: it remembers most.
    private final BlockingDeque<Reader> idle = new LinkedBlockingDeque<>();

    Readers(Opening opening, OpenFile same) {
        this.opening = opening;
        this.same = same;
    }

    /// On one snapshot, however many statements it takes.
    <T> T read(Work<T> work) {
        return use(reader -> reader.onSnapshot(work));
    }

    /// For one statement, which has a snapshot of its own.
    <T> T look(Work<T> work) {
        return use(reader -> reader.look(work));
    }

    /// The same, or what it gave before where nothing has changed since.
    <T> T recall(Asked asked, Work<T> work) {
        return use(reader -> reader.recall(asked, work));
    }

    private interface Use<T> {
        T of(Reader reader);
    }

    private <T> T use(Use<T> use) {
        same.glance();
        try {
            Reader reader = take();
            try {
                return use.of(reader);
            } finally {
                idle.addFirst(reader);
            }
        } catch (SqlFailure e) {
            throw same.trouble(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(Kind.UNAVAILABLE, "interrupted while waiting for the store");
        }
    }

    private Reader take() throws InterruptedException {
        Reader reader = idle.poll();
        if (reader == null) {
            reader = another();
        }
        return reader == null ? idle.take() : reader;
    }

    private @Nullable Reader another() {
        synchronized (all) {
            if (all.size() >= MOST) {
                return null;
            }
            Transaction tx = opening.open();
            tx.execute("PRAGMA query_only = ON");
            tx.execute("PRAGMA cache_size = -" + PAGES_KIB);
            Reader reader = new Reader(tx);
            all.add(reader);
            return reader;
        }
    }

    @Override
    public void close() {
        synchronized (all) {
            try {
                for (Reader reader : all) {
                    reader.close();
                }
            } catch (SqlFailure e) {
                throw same.trouble(e);
            }
        }
    }
}
