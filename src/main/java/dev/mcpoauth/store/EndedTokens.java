package dev.mcpoauth.store;

import java.time.Instant;
import java.util.Collections;
import java.util.List;

/// The tokens or codes of a table whose time is over.
///
/// An index of their ends would make the transaction of every refresh a quarter longer, so the
/// sweep reads all of them, on a reading connection, which keeps nobody waiting.
///
/// @param find the next ones that had ended at a time, after a number
/// @param delete removes so many by their numbers
record EndedTokens(String find, String delete) implements Sweep.Remains {
    private static final int AT_ONCE = 500;

    /// The rows of this table.
    static EndedTokens of(String table) {
        return new EndedTokens(
                "SELECT id FROM %s WHERE id > ? AND expires_at <= ? ORDER BY id LIMIT ?"
                        .formatted(table),
                "DELETE FROM %s WHERE id IN (%s)"
                        .formatted(table, String.join(", ", Collections.nCopies(AT_ONCE, "?"))));
    }

    @Override
    public long remove(Database database, Instant before) {
        long removed = 0;
        List<Long> some = after(0, database, before);
        while (!some.isEmpty()) {
            Object[] numbers = full(some);
            removed += database.write(tx -> tx.update(delete, numbers));
            some = some.size() < AT_ONCE ? List.of() : after(some.getLast(), database, before);
        }
        return removed;
    }

    private List<Long> after(long number, Database database, Instant before) {
        return database.look(tx -> tx.all(find, row -> row.getLong(1), number, before, AT_ONCE));
    }

    /// As many numbers as the statement has places for.
    private static Object[] full(List<Long> numbers) {
        Object[] all = new Object[AT_ONCE];
        for (int i = 0; i < AT_ONCE; i++) {
            all[i] = numbers.get(Math.min(i, numbers.size() - 1));
        }
        return all;
    }
}
