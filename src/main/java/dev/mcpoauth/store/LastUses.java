package dev.mcpoauth.store;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// When the tokens of accounts and grants were last used: an aid for people who tidy up. Nothing is
/// decided by it, so a crash may lose the last minute of it.
///
/// It is exact to the minute, but for the quickest ways to a stored token, which only read: they
/// answer when a use of the last hour is known, and leave everything else to the command.
public final class LastUses {
    /// How long the quickest ways take a use for known.
    public static final Duration QUICKEST = Duration.ofHours(1);

    LastUses() {}

    /// What is used.
    public enum Kind {
        /// An account at a service.
        ACCOUNT("service_accounts"),
        /// An MCP login.
        GRANT("grants");

        private final String table;

        Kind(String table) {
            this.table = table;
        }
    }

    /// Notes a use; false when a later one is known, or nothing has this number. What is more than
    /// an hour later was noted while the clock was ahead.
    public boolean note(Transaction tx, Kind kind, long id, Instant at) {
        return tx.update(
                        "UPDATE "
                                + kind.table
                                + " SET last_used_at = ? WHERE id = ?"
                                + " AND COALESCE(last_used_at, 0) NOT BETWEEN ? AND ?",
                        at,
                        id,
                        at,
                        at.plus(QUICKEST))
                == 1;
    }

    /// When one of them was used; empty when it never was.
    public Optional<Instant> last(Transaction tx, Kind kind, long id) {
        return tx.one(
                "SELECT last_used_at FROM "
                        + kind.table
                        + " WHERE id = ? AND last_used_at IS NOT NULL",
                row -> Transaction.instant(row, "last_used_at"),
                id);
    }

    /// Whether a later use than this is known, so that one more need not be written down; `then` is
    /// an hour ago at most, and what is noted far ahead of now does not count.
    public boolean since(Transaction tx, Kind kind, long id, Instant then) {
        Instant ahead = then.plus(QUICKEST.multipliedBy(2));
        return last(tx, kind, id)
                .filter(last -> then.isBefore(last) && last.isBefore(ahead))
                .isPresent();
    }

    /// When each was used, by number; those that never were are left out.
    public Map<Long, Instant> all(Transaction tx, Kind kind) {
        Map<Long, Instant> uses = new LinkedHashMap<>();
        tx.each(
                "SELECT id, last_used_at FROM " + kind.table + " WHERE last_used_at IS NOT NULL",
                row -> uses.put(row.getLong(1), Transaction.instant(row, "last_used_at")));
        return uses;
    }
}
