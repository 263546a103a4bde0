package dev.mcpoauth.store;

import java.sql.SQLException;

/// Durable transactions over one database.
public interface Database extends AutoCloseable {
    /// What is done inside one transaction.
    ///
    /// @param <T> what it gives back
    @FunctionalInterface
    interface Work<T> {
        /// Does it; an exception undoes all of it. It may run more than once, each time on a new
        /// transaction, so it must change nothing but the database.
        T in(Transaction tx) throws SQLException;
    }

    /// Does the work and returns after its commit is on disk; all of it happens or nothing.
    <T> T write(Work<T> work);

    /// Does the work on a snapshot; it must not write.
    <T> T read(Work<T> work);

    /// Which database it is.
    Dialect dialect();

    /// Finishes the work at hand and closes the database.
    @Override
    void close();
}
