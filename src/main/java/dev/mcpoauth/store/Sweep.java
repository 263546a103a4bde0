package dev.mcpoauth.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Forgets what has ended, a few rows a transaction, so that no request waits long for it.
///
/// Spent refresh tokens are kept until they would have expired: one that is shown again ends its
/// family, however late. What counts as ended, and for how long it is kept, is in one list here,
/// for the running broker and for the command alike; only how long the audit trail is kept is a
/// setting.
public final class Sweep {
    /// Rows that stay behind when their time is over.
    interface Remains {
        /// Removes those that had ended at this time, a few a transaction; gives back how many.
        long remove(Database database, Instant before);
    }

    /// One kind of row that ends.
    ///
    /// @param what its name for people
    /// @param rows where it is
    /// @param kept how long it is kept after its end
    private record Rule(String what, Remains rows, Duration kept) {
        Rule keeping(Duration other) {
            return new Rule(what, rows, other);
        }
    }

    /// What people may want to look back at. Tokens that outlive the row of their grant are worth
    /// nothing without it, and go when their own time is over.
    private static final List<Rule> PAST =
            List.of(
                    numbered("codes", Duration.ofDays(1)),
                    numbered("access_tokens", Duration.ofHours(1)),
                    numbered("refresh_tokens", Duration.ofDays(1)),
                    rule("mcp_logins", "grants", "expires_at", Duration.ofDays(30)),
                    rule("mcp_logins", "grants", "revoked_at", Duration.ofDays(30)));

    /// What nobody has any use for.
    private static final List<Rule> SPENT =
            List.of(
                    new Rule("logins", PendingLogins.ENDED, Duration.ZERO),
                    new Rule("browsers", BrowserAccounts.ENDED, Duration.ZERO),
                    new Rule("assertions", UsedAssertions.ENDED, Duration.ZERO),
                    // a key is published as long as its last token lives
                    new Rule("signing_keys", SigningKeys.ENDED, Duration.ZERO));

    private static Rule rule(String what, String table, String column, Duration kept) {
        return new Rule(what, Ended.of(table, "id", column), kept);
    }

    private static Rule numbered(String table, Duration kept) {
        return new Rule(table, EndedTokens.of(table), kept);
    }

    /// How many rows went, by kind.
    ///
    /// @param rows a number for every kind, in the order in which they went
    public record Swept(Map<String, Long> rows) {
        /// All of them.
        public long all() {
            return rows.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private final Database database;
    private final List<Rule> past;
    private final List<Rule> others;

    /// A sweep of this database that leaves the audit trail alone.
    public Sweep(Database database) {
        this(database, null);
    }

    /// The same, and events of the audit trail are kept for so long; null keeps them for ever.
    public Sweep(Database database, @Nullable Duration auditKept) {
        List<Rule> others = new ArrayList<>(SPENT);
        if (auditKept != null) {
            others.add(rule("events", "audit", "at", auditKept));
        }
        this(database, PAST, others);
    }

    private Sweep(Database database, List<Rule> past, List<Rule> others) {
        this.database = database;
        this.past = past;
        this.others = others;
    }

    /// The same for those who look back: codes, tokens and logins are kept for so long after their
    /// end, each of them; events only as long as they would have been.
    public Sweep keeping(Duration kept) {
        return new Sweep(database, PAST.stream().map(rule -> rule.keeping(kept)).toList(), others);
    }

    /// Removes everything that had ended at this time.
    public Swept run(Instant now) {
        Map<String, Long> removed = new LinkedHashMap<>();
        past.forEach(rule -> removed.merge(rule.what(), run(rule, now), Long::sum));
        others.forEach(rule -> removed.merge(rule.what(), run(rule, now), Long::sum));
        return new Swept(removed);
    }

    private long run(Rule rule, Instant now) {
        return rule.rows().remove(database, now.minus(rule.kept()));
    }
}
