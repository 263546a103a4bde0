package dev.mcpoauth.store;

import java.time.Duration;
import java.time.Instant;

/// Durable transactions over one database.
public interface Database extends AutoCloseable {
    /// What is done inside one transaction.
    ///
    /// @param <T> what it gives back
    @FunctionalInterface
    interface Work<T> {
        /// Does it; an exception undoes all of it. It may run more than once, each time on a new
        /// transaction, so it must change nothing but the database.
        T in(Transaction tx);
    }

    /// Does the work and returns after its commit is on disk; all of it happens or nothing.
    <T> T write(Work<T> work);

    /// The same for what is not worth a wait: where another process writes for longer than this, it
    /// is not done and [StoreException] says so.
    default <T> T write(Work<T> work, Duration patience) {
        return write(work);
    }

    /// The same for works that change one row, which others may change at the same moment. Where
    /// transactions run side by side all but one of them would be undone and run again: those of
    /// this process run one after the other, as long as none of them takes long.
    default <T> T write(Asked row, Work<T> work) {
        return write(work);
    }

    /// Does the work on a snapshot; it must not write.
    <T> T read(Work<T> work);

    /// Does a work of one statement that reads: it sees one state of the database by itself, so no
    /// transaction is made around it.
    <T> T look(Work<T> work);

    /// What an answer is remembered by: each table class knows its own.
    ///
    /// @param table the table
    /// @param id what is asked of it
    record Asked(String table, Object id) {}

    /// The same for a work whose answer depends on `asked` and the database alone. Where it can be
    /// told that nobody has committed anything since the answer was read, in this process or in
    /// another one, it is not read again. Answers are shared: nobody may change them.
    default <T> T recall(Asked asked, Work<T> work) {
        return look(work);
    }

    /// Where it is: the file, or the server and the database's name.
    String place();

    /// Notices that the database is an older copy of itself, and ends what would come alive again.
    void notice(Instant now);

    /// Gives the space of deleted rows back.
    void compact();

    /// Whether it has not been closed.
    boolean isOpen();

    /// Which database it is.
    Dialect dialect();

    /// Finishes the work at hand and closes the database.
    @Override
    void close();
}
