package dev.mcpoauth.store;

import java.time.Instant;

/// The rows of a table whose time is over, a few at a time: nobody waits long for what others left.
///
/// @param sql removes the oldest that had ended at a time, so many at most
record Ended(String sql) implements Sweep.Remains {
    /// How many the sweep takes in a transaction.
    private static final int AT_ONCE = 500;

    /// How many a person's request takes away at most. It adds one, so that a backlog shrinks with
    /// every request; the sweep takes the rest.
    private static final int BESIDE = 100;

    /// The rows of this table, which has this primary key and the time of their end in this column.
    static Ended of(String table, String key, String column) {
        return new Ended(
                """
                DELETE FROM %1$s WHERE (%2$s) IN
                    (SELECT %2$s FROM %1$s WHERE %3$s <= ? ORDER BY %3$s LIMIT ?)
                """
                        .formatted(table, key, column));
    }

    /// Removes the oldest that had ended at this time, so many at most; gives back how many.
    private int remove(Transaction tx, Instant now, int most) {
        return tx.update(sql, now, most);
    }

    @Override
    public long remove(Database database, Instant before) {
        long removed = 0;
        int rows;
        do {
            rows = database.write(tx -> remove(tx, before, AT_ONCE));
            removed += rows;
        } while (rows == AT_ONCE);
        return removed;
    }

    /// The same beside what a person asked for.
    int removeBeside(Transaction tx, Instant now) {
        return remove(tx, now, BESIDE);
    }
}
