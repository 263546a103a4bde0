package dev.mcpoauth.store;

import dev.mcpoauth.oauth.Scope;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// What users allowed before, so that the same question need not be asked again.
public final class Consents {
    /// One remembered answer; another redirect URI, scope or provider is another question.
    ///
    /// @param id its number; 0 for one that is not stored
    /// @param userId who allowed it
    /// @param clientId the client that was allowed
    /// @param redirectUri where its codes go
    /// @param scope what was allowed
    /// @param provider the provider's name
    /// @param givenAt when it was allowed
    public record Consent(
            long id,
            String userId,
            String clientId,
            String redirectUri,
            Scope scope,
            String provider,
            Instant givenAt) {}

    Consents() {}

    /// Remembers an answer; one that is known already stays as it is.
    public void remember(Transaction tx, Consent consent) throws SQLException {
        tx.update(
                """
                INSERT INTO consents (user_id, client_id, redirect_uri, scope, provider, given_at)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (user_id, client_id, redirect_uri, scope, provider) DO NOTHING
                """,
                consent.userId(),
                consent.clientId(),
                consent.redirectUri(),
                consent.scope().toString(),
                consent.provider(),
                consent.givenAt());
    }

    /// Whether this very question was answered before; number and time do not matter.
    public boolean has(Transaction tx, Consent consent) throws SQLException {
        return tx.one(
                        """
                        SELECT 1 FROM consents WHERE user_id = ? AND client_id = ?
                            AND redirect_uri = ? AND scope = ? AND provider = ?
                        """,
                        row -> row.getInt(1),
                        consent.userId(),
                        consent.clientId(),
                        consent.redirectUri(),
                        consent.scope().toString(),
                        consent.provider())
                .isPresent();
    }

    /// All remembered answers, the oldest first.
    public List<Consent> list(Transaction tx) throws SQLException {
        return tx.all(
                "SELECT * FROM consents ORDER BY id",
                row ->
                        new Consent(
                                row.getLong("id"),
                                row.getString("user_id"),
                                row.getString("client_id"),
                                row.getString("redirect_uri"),
                                Scope.parse(row.getString("scope")),
                                row.getString("provider"),
                                Transaction.instant(row, "given_at")));
    }

    /// Forgets an answer: the question is asked again; false when there is none.
    public boolean revoke(Transaction tx, long id) throws SQLException {
        return tx.update("DELETE FROM consents WHERE id = ?", id) == 1;
    }
}
