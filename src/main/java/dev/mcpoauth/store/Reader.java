package dev.mcpoauth.store;

import dev.mcpoauth.store.Database.Asked;
import dev.mcpoauth.store.Database.Work;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One reading connection, and what it has read since the database last changed.
///
/// Asking whether anything changed costs a fifth of reading a token with all that belongs to it,
/// and most requests read the same rows as the one before. Nothing here is older than the database:
/// it is asked each time. A commit of anybody, in this process or another, empties the one memory;
/// a change of what lasts longer than tokens do empties the other.
final class Reader {
    private final Transaction tx;
    private final Remembered all = new Remembered();
    private final Remembered lasting = new Remembered();

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
        @Nullable T known = (T) all.find(asked, number("PRAGMA data_version"));
        if (known != null) {
            return known;
        }
        T result = look(work);
        if (result != null) {
            all.keep(asked, result);
        }
        return result;
    }

    /// The same for rows of clients, grants and accounts, whose changes are counted by triggers.
    <T> Optional<T> recallLasting(Asked asked, Work<Optional<T>> work) {
        @SuppressWarnings("unchecked") // each question has one kind of answer
        @Nullable T known = (T) lasting.find(asked, number("SELECT count FROM lasting_changes"));
        if (known != null) {
            return Optional.of(known);
        }
        Optional<T> result = look(work);
        // that a row is not there is not kept: new rows are not counted
        result.ifPresent(found -> lasting.keep(asked, found));
        return result;
    }

    private long number(String sql) {
        return tx.one(sql, row -> row.getLong(1)).orElseThrow();
    }

    void close() {
        tx.close();
    }
}
