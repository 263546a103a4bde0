package dev.mcpoauth.store;

import dev.mcpoauth.oauth.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// MCP access tokens.
public final class AccessTokens {
    /// One access token.
    ///
    /// @param id its number, part of the token's text
    /// @param hash SHA-256 of the secret part
    /// @param grantId the grant that it belongs to
    /// @param scope what it allows
    /// @param issuedAt when it was issued
    /// @param expiresAt when it dies
    /// @param revokedAt when it was revoked by itself
    public record AccessToken(
            long id,
            byte[] hash,
            long grantId,
            Scope scope,
            Instant issuedAt,
            Instant expiresAt,
            @Nullable Instant revokedAt) {}

    /// A token with everything that decides whether it is alive.
    ///
    /// @param token the token
    /// @param grant its grant
    /// @param accountState the state of the service account behind it
    /// @param user the account's name for people
    public record Holding(AccessToken token, Grant grant, String accountState, String user) {}

    private final SealedColumns sealed;

    AccessTokens(Sealer sealer) {
        this.sealed = new SealedColumns(sealer, "access_tokens");
    }

    /// Adds a token and gives back its number.
    public long insert(Transaction tx, AccessToken token) throws SQLException {
        return tx.insert(
                """
                INSERT INTO access_tokens (hash, grant_id, scope, issued_at, expires_at)
                VALUES (?, ?, ?, ?, ?) RETURNING id
                """,
                token.hash(),
                token.grantId(),
                token.scope().toString(),
                token.issuedAt(),
                token.expiresAt());
    }

    /// Gives a token its signed form: the hash of it decides from now on, the text is sealed.
    public void sign(Transaction tx, long id, byte[] hash, String jwt) throws SQLException {
        tx.update(
                "UPDATE access_tokens SET hash = ?, sealed_jwt = ? WHERE id = ?",
                hash,
                sealed.seal(jwt, id, "jwt"),
                id);
        sealed.confirm(tx);
    }

    /// The signed form of a token; empty for an opaque one.
    public Optional<String> jwt(Transaction tx, long id) throws SQLException {
        return tx.one(
                """
                SELECT sealed_jwt FROM access_tokens WHERE id = ? AND sealed_jwt IS NOT NULL
                """,
                row -> sealed.open(row.getBytes("sealed_jwt"), id, "jwt"),
                id);
    }

    /// Forgets tokens that died before; gives back how many.
    public int prune(Transaction tx, Instant before) throws SQLException {
        return tx.update("DELETE FROM access_tokens WHERE expires_at < ?", before);
    }

    /// The token with this number.
    public Optional<AccessToken> find(Transaction tx, long id) throws SQLException {
        return tx.one("SELECT * FROM access_tokens WHERE id = ?", AccessTokens::read, id);
    }

    /// The provider of the login that a token came from.
    public Optional<String> provider(Transaction tx, long id) throws SQLException {
        return tx.one(
                """
                SELECT g.provider FROM access_tokens t JOIN grants g ON g.id = t.grant_id
                WHERE t.id = ?
                """,
                row -> row.getString(1),
                id);
    }

    /// The token with its grant and account.
    public Optional<Holding> holding(Transaction tx, long id) throws SQLException {
        Optional<AccessToken> token = find(tx, id);
        if (token.isEmpty()) {
            return Optional.empty();
        }
        return tx.one(
                """
                SELECT g.*, a.state AS account_state,
                    COALESCE(a.login, a.email, a.subject) AS label
                FROM grants g JOIN service_accounts a ON a.id = g.account_id WHERE g.id = ?
                """,
                row ->
                        new Holding(
                                token.get(),
                                Grants.read(row),
                                row.getString("account_state"),
                                row.getString("label")),
                token.get().grantId());
    }

    /// Ends one token; the rest of its family lives on.
    public void revoke(Transaction tx, long id, Instant now) throws SQLException {
        tx.update(
                "UPDATE access_tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
                now,
                id);
    }

    private static AccessToken read(ResultSet row) throws SQLException {
        return new AccessToken(
                row.getLong("id"),
                row.getBytes("hash"),
                row.getLong("grant_id"),
                Scope.parse(row.getString("scope")),
                Transaction.instant(row, "issued_at"),
                Transaction.instant(row, "expires_at"),
                Transaction.instantOrNull(row, "revoked_at"));
    }
}
