package dev.mcpoauth.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Forgets what has ended, a few rows a transaction, so that no request waits long for it.
///
/// Spent refresh tokens are kept until they would have expired: one that is shown again ends its
/// family, however late. What counts as ended, and for how long it is kept, is in one list here;
/// only how long the audit trail is kept is a setting.
public final class Sweep {
    private static final int ROWS = 500;

    /// One kind of row that ends.
    ///
    /// @param table its table
    /// @param key its primary key
    /// @param column the time of its end
    /// @param kept how long it is kept after that
    private record Rule(String table, String key, String column, Duration kept) {
        String sql() {
            return """
            DELETE FROM %1$s WHERE (%2$s) IN
                (SELECT %2$s FROM %1$s WHERE %3$s <= ? LIMIT %4$d)
            """
                    .formatted(table, key, column, ROWS);
        }
    }

    /// Tokens before grants: a grant takes the rest of its family with it in one transaction.
    private static final List<Rule> RULES =
            List.of(
                    new Rule("pending_logins", "id", "expires_at", Duration.ZERO),
                    new Rule("codes", "id", "expires_at", Duration.ofDays(1)),
                    new Rule("access_tokens", "id", "expires_at", Duration.ofHours(1)),
                    new Rule("refresh_tokens", "id", "expires_at", Duration.ofDays(1)),
                    new Rule("browser_accounts", "hash, account_id", "expires_at", Duration.ZERO),
                    new Rule("grants", "id", "expires_at", Duration.ofDays(30)),
                    new Rule("grants", "id", "revoked_at", Duration.ofDays(30)),
                    new Rule("used_assertions", "client_id, jti_hash", "expires_at", Duration.ZERO),
                    // a key is published as long as its last token lives
                    new Rule("signing_keys", "kid", "gone_at", Duration.ZERO));

    private final Database database;
    private final List<Rule> rules;

    /// A sweep of this database that leaves the audit trail alone.
    public Sweep(Database database) {
        this(database, null);
    }

    /// The same, and events of the audit trail are kept for so long; null keeps them for ever.
    public Sweep(Database database, @Nullable Duration auditKept) {
        this.database = database;
        List<Rule> all = new ArrayList<>(RULES);
        if (auditKept != null) {
            all.add(new Rule("audit", "id", "at", auditKept));
        }
        this.rules = List.copyOf(all);
    }

    /// Removes everything that had ended at this time; gives back how many rows.
    public long run(Instant now) {
        long removed = 0;
        for (Rule rule : rules) {
            String sql = rule.sql();
            Instant before = now.minus(rule.kept());
            int rows;
            do {
                rows = database.write(tx -> tx.update(sql, before));
                removed += rows;
            } while (rows == ROWS);
        }
        return removed;
    }
}
