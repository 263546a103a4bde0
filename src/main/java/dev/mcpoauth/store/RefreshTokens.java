package dev.mcpoauth.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// MCP refresh tokens: each is spent at most once and remembers its one successor.
public final class RefreshTokens {
    /// One refresh token.
    ///
    /// @param id its number, part of the token's text
    /// @param hash SHA-256 of the secret part
    /// @param grantId the grant that it belongs to
    /// @param issuedAt when it was issued
    /// @param expiresAt when it dies
    /// @param usedAt when it was spent
    /// @param successorId the refresh token that came from it
    /// @param successorAccessId the access token that came from it
    public record RefreshToken(
            long id,
            byte[] hash,
            long grantId,
            Instant issuedAt,
            Instant expiresAt,
            @Nullable Instant usedAt,
            @Nullable Long successorId,
            @Nullable Long successorAccessId) {}

    RefreshTokens() {}

    /// Adds a token and gives back its number.
    public long insert(Transaction tx, RefreshToken token) throws SQLException {
        return tx.insert(
                """
                INSERT INTO refresh_tokens (hash, grant_id, issued_at, expires_at)
                VALUES (?, ?, ?, ?) RETURNING id
                """,
                token.hash(),
                token.grantId(),
                token.issuedAt(),
                token.expiresAt());
    }

    /// Forgets tokens that died before; gives back how many.
    public int prune(Transaction tx, Instant before) throws SQLException {
        return tx.update("DELETE FROM refresh_tokens WHERE expires_at < ?", before);
    }

    /// The token with this number.
    public Optional<RefreshToken> find(Transaction tx, long id) throws SQLException {
        return tx.one(
                "SELECT * FROM refresh_tokens WHERE id = ?",
                row ->
                        new RefreshToken(
                                row.getLong("id"),
                                row.getBytes("hash"),
                                row.getLong("grant_id"),
                                Transaction.instant(row, "issued_at"),
                                Transaction.instant(row, "expires_at"),
                                Transaction.instantOrNull(row, "used_at"),
                                Transaction.longOrNull(row, "successor_id"),
                                Transaction.longOrNull(row, "successor_access_id")),
                id);
    }

    /// Spends a token in favour of its successors; true for exactly one caller.
    public boolean spend(Transaction tx, RefreshToken spent) throws SQLException {
        // OAuth 2.1 4.3.1: a rotated refresh token is not used again
        return tx.update(
                        """
                        UPDATE refresh_tokens
                        SET used_at = ?, successor_id = ?, successor_access_id = ?
                        WHERE id = ? AND used_at IS NULL
                        """,
                        spent.usedAt(),
                        spent.successorId(),
                        spent.successorAccessId(),
                        spent.id())
                == 1;
    }
}
