package dev.mcpoauth.store;

import java.time.Instant;

/// The rows of a table whose time is over, a few at a time: nobody waits long for what others left.
///
/// @param table the table
/// @param key its primary key
/// @param column the time of their end
record Ended(String table, String key, String column) {
    /// How many a person's request takes away at most. It adds one, so that a backlog shrinks with
    /// every request; the sweep takes the rest.
    private static final int BESIDE = 100;

    /// Removes the oldest that had ended at this time, so many at most; gives back how many.
    int remove(Transaction tx, Instant now, int most) {
        return tx.update(sql(most), now);
    }

    /// The same beside what a person asked for.
    int removeBeside(Transaction tx, Instant now) {
        return remove(tx, now, BESIDE);
    }

    private String sql(int most) {
        return """
        DELETE FROM %1$s WHERE (%2$s) IN
            (SELECT %2$s FROM %1$s WHERE %3$s <= ? ORDER BY %3$s LIMIT %4$d)
        """
                .formatted(table, key, column, most);
    }
}
