package dev.mcpoauth.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Authorization codes: each is spent at most once.
public final class Codes {
    /// One code.
    ///
    /// @param id its number, part of the code's text
    /// @param hash SHA-256 of the secret part
    /// @param grantId the grant that it gives tokens of
    /// @param challenge the PKCE challenge that its verifier must match
    /// @param expiresAt when it dies
    /// @param usedAt when it was spent
    public record Code(
            long id,
            byte[] hash,
            long grantId,
            String challenge,
            Instant expiresAt,
            @Nullable Instant usedAt) {}

    /// A code with its grant.
    ///
    /// @param code the code
    /// @param grant what it gives tokens of
    public record Holding(Code code, Grant grant) {}

    private static final String HOLDING =
            "SELECT c.id, c.hash, c.grant_id, c.challenge, c.expires_at, c.used_at, "
                    + Grants.COLUMNS
                    + " FROM codes c JOIN grants g ON g.id = c.grant_id WHERE c.id = ?";

    Codes() {}

    /// Adds a code and gives back its number.
    public long insert(Transaction tx, Code code) {
        return tx.insert(
                """
                INSERT INTO codes (hash, grant_id, challenge, expires_at)
                VALUES (?, ?, ?, ?) RETURNING id
                """,
                code.hash(),
                code.grantId(),
                code.challenge(),
                code.expiresAt());
    }

    /// The code with this number and its grant.
    public Optional<Holding> holding(Transaction tx, long id) {
        return tx.one(HOLDING, row -> holding(new Fields(row)), id);
    }

    private static Holding holding(Fields row) throws SQLException {
        return new Holding(read(row), Grants.read(row));
    }

    private static Code read(Fields row) throws SQLException {
        return new Code(
                row.number(), row.bytes(), row.number(), row.text(), row.time(), row.timeOrNull());
    }

    /// Spends a code that was just read, while its grant lives; true for exactly one caller.
    public boolean spendLive(Transaction tx, long id, Instant now) {
        return tx.update(
                        """
                        UPDATE codes SET used_at = ? WHERE id = ? AND used_at IS NULL
                            AND EXISTS (SELECT 1 FROM grants g
                                WHERE g.id = codes.grant_id AND g.revoked_at IS NULL)
                        """,
                        now,
                        id)
                == 1;
    }

    /// Spends a code; true for exactly one caller.
    public boolean spend(Transaction tx, long id, Instant now) {
        // RFC 6749 4.1.2: the client MUST NOT use the authorization code more than once
        return tx.update("UPDATE codes SET used_at = ? WHERE id = ? AND used_at IS NULL", now, id)
                == 1;
    }
}
