package dev.mcpoauth.store;

import dev.mcpoauth.store.Database.Asked;
import dev.mcpoauth.store.Database.Work;
import org.jspecify.annotations.Nullable;

/// One reading connection, and what it has read since the database last changed.
///
/// Asking whether anything changed costs a fifth of reading a token with all that belongs to it,
/// and most requests read the same rows as the one before. Nothing here is older than the database:
/// it is asked each time before anything is remembered, and a commit of anybody, in this process or
/// another, empties the memory. What is not remembered is read without that question.
final class Reader {
    private final Transaction tx;
    private final Remembered all = new Remembered();

    Reader(Transaction tx) {
        this.tx = tx;
    }

    <T> T onSnapshot(Work<T> work) {
        tx.step("BEGIN");
        try {
            return work.in(tx);
        } finally {
            tx.step("COMMIT");
        }
    }

    <T> T look(Work<T> work) {
        return tx.single(work);
    }

    /// Gives the answer of the last time again, as long as it is still the right one.
    <T> T recall(Asked asked, Work<T> work) {
        // https://sqlite.org/pragma.html#pragma_data_version: it differs when any other connection
        // has committed since, and this one never does
        @SuppressWarnings("unchecked") // each question has one kind of answer
        @Nullable T known = all.mayKnow(asked) ? (T) all.find(asked, version()) : null;
        if (known != null) {
            return known;
        }
        T result = look(work);
        if (result != null) {
            all.keep(asked, result);
        }
        return result;
    }

    private long version() {
        return tx.one("PRAGMA data_version", row -> row.getLong(1)).orElseThrow();
    }

    void close() {
        tx.close();
    }
}
