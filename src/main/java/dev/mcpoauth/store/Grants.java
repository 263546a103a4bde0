package dev.mcpoauth.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The grants: one for each login of a client, never shared between logins.
public final class Grants {
    /// The columns of a grant `g`, in the order of [#read].
    static final String COLUMNS =
            "g.id, g.client_id, g.user_id, g.account_id, g.provider, g.scope, g.resource,"
                    + " g.redirect_uri, g.created_at, g.expires_at, g.revoked_at,"
                    + " g.revoked_because";

    private static final String FIND = "SELECT " + COLUMNS + " FROM grants g WHERE g.id = ?";

    private static final String LIST = "SELECT " + COLUMNS + " FROM grants g ORDER BY g.id DESC";

    /// A grant with the account that it stands on.
    ///
    /// @param grant what a user allowed
    /// @param account the service account behind it
    record Backed(Grant grant, Account account) {}

    private final ServiceAccounts accounts;

    Grants(ServiceAccounts accounts) {
        this.accounts = accounts;
    }

    /// Adds a grant; its `id` is ignored, the answer has the real one.
    public Grant insert(Transaction tx, Grant grant) {
        long id =
                tx.insert(
                        """
                        INSERT INTO grants (client_id, account_id, user_id, provider, scope,
                            resource, redirect_uri, created_at, expires_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
                        """,
                        grant.clientId(),
                        grant.accountId(),
                        grant.userId(),
                        grant.provider(),
                        grant.scope().toString(),
                        grant.resource(),
                        grant.redirectUri(),
                        grant.createdAt(),
                        grant.expiresAt());
        return grant.withId(id);
    }

    /// The grant with this number.
    public Optional<Grant> find(Transaction tx, long id) {
        return tx.one(FIND, row -> read(new Fields(row)), id);
    }

    /// The grant with its account as they stood after so many changes, see [Transaction#recall].
    Optional<Backed> recall(Transaction tx, long changes, long id) {
        return tx.recall(changes, new Database.Asked("grants", id), same -> find(same, id))
                .flatMap(grant ->
                        accounts.recall(tx, changes, grant.accountId())
                                .map(account -> new Backed(grant, account)));
    }

    /// All grants, the newest first.
    public List<Grant> list(Transaction tx) {
        return tx.all(LIST, row -> read(new Fields(row)));
    }

    /// The newest grants, at most so many, the newest first.
    public List<Grant> newest(Transaction tx, int most) {
        return tx.all(LIST + " LIMIT ?", row -> read(new Fields(row)), most);
    }

    /// Ends a grant and with it every token of its family; the first reason stays.
    public boolean revoke(Transaction tx, long id, String because, Instant now) {
        return tx.update(
                        """
                        UPDATE grants SET revoked_at = ?, revoked_because = ?
                        WHERE id = ? AND revoked_at IS NULL
                        """,
                        now,
                        because,
                        id)
                == 1;
    }

    /// Ends every grant that came from an answer of a user; gives back how many.
    public int revokeOf(Transaction tx, Consents.Consent consent, Instant now) {
        return tx.update(
                """
                UPDATE grants SET revoked_at = ?, revoked_because = 'consent revoked'
                WHERE user_id = ? AND client_id = ? AND resource = ? AND provider = ?
                    AND revoked_at IS NULL
                """,
                now,
                consent.userId(),
                consent.clientId(),
                consent.resource(),
                consent.provider());
    }

    /// Ends every grant that stands on an account: its next login would wake them otherwise.
    public int revokeOn(Transaction tx, long accountId, Instant now) {
        return tx.update(
                """
                UPDATE grants SET revoked_at = ?, revoked_because = 'account revoked'
                WHERE account_id = ? AND revoked_at IS NULL
                """,
                now,
                accountId);
    }

    static Grant read(Fields row) throws SQLException {
        return new Grant(
                row.number(),
                row.text(),
                row.text(),
                row.number(),
                row.text(),
                row.scope(),
                row.text(),
                row.text(),
                row.time(),
                row.time(),
                row.timeOrNull(),
                row.textOrNull());
    }
}
