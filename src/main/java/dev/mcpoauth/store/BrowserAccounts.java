package dev.mcpoauth.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// Which accounts logged in with which browser, so that a page can offer them again.
///
/// The browser's cookie is no login: whoever holds it still has to log in at the service.
public final class BrowserAccounts {
    /// An account that a browser logged in with.
    ///
    /// @param id the account's number
    /// @param provider the provider's name
    /// @param userId the user, `provider:subject`
    /// @param label its name for people
    public record KnownAccount(long id, String provider, String userId, String label) {}

    static final Ended ENDED = Ended.of("browser_accounts", "hash, account_id", "expires_at");

    BrowserAccounts() {}

    /// The accounts of the browser whose cookie has this hash, by name.
    public List<KnownAccount> list(Transaction tx, byte[] hash, Instant now) {
        return tx.all(
                """
                SELECT a.id, a.provider, a.subject, COALESCE(a.login, a.email, a.subject) AS label
                FROM browser_accounts b JOIN service_accounts a ON a.id = b.account_id
                WHERE b.hash = ? AND b.expires_at > ? ORDER BY label, a.id
                """,
                row -> read(new Fields(row)),
                hash,
                now);
    }

    private static KnownAccount read(Fields row) throws SQLException {
        long id = row.number();
        String provider = row.text();
        return new KnownAccount(id, provider, provider + ":" + row.text(), row.text());
    }

    /// Gives what was known under the old cookie to the new one; a cookie is good until the next
    /// login only.
    public void move(Transaction tx, byte[] from, byte[] to) {
        tx.update("UPDATE browser_accounts SET hash = ? WHERE hash = ?", to, from);
    }

    /// Adds an account to a browser, until then.
    public void add(Transaction tx, byte[] hash, long accountId, Instant until) {
        tx.update(
                """
                INSERT INTO browser_accounts (hash, account_id, expires_at) VALUES (?, ?, ?)
                ON CONFLICT (hash, account_id) DO UPDATE SET expires_at = excluded.expires_at
                """,
                hash,
                accountId,
                until);
    }

    /// Forgets some of what has expired.
    public void prune(Transaction tx, Instant now) {
        ENDED.removeBeside(tx, now);
    }
}
