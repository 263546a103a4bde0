package dev.mcpoauth.store;

import java.time.Instant;

/// Ends every family of MCP tokens, after the database has gone back in time.
///
/// An older copy does not know which refresh tokens were spent and which grants were revoked since:
/// all of them would come alive again. Clients log in again; the accounts at services stay.
final class Recheck {
    private static final String BECAUSE = "the database was restored from an older copy";

    private Recheck() {}

    /// Gives back how many families were ended.
    static int apply(Transaction tx, Instant now) {
        tx.update("DELETE FROM pending_logins");
        int ended =
                tx.update(
                        """
                        UPDATE grants SET revoked_at = ?, revoked_because = ?
                        WHERE revoked_at IS NULL
                        """,
                        now,
                        BECAUSE);
        String detail = ended + " grants were revoked: " + BECAUSE;
        new Audit().append(tx, new Audit.Entry(now, "database_restored", detail));
        return ended;
    }
}
