package dev.mcpoauth.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The keys that sign access tokens; the newest that is not retired signs.
public final class SigningKeys {
    /// One key.
    ///
    /// @param kid its identifier (RFC 7517 4.5)
    /// @param publicJwk its public part as JSON
    /// @param createdAt when it was made
    /// @param retiredAt when it stopped signing
    /// @param goneAt when it stops being published
    public record SigningKey(
            String kid,
            String publicJwk,
            Instant createdAt,
            @Nullable Instant retiredAt,
            @Nullable Instant goneAt) {}

    static final Ended ENDED = Ended.of("signing_keys", "kid", "gone_at");

    private final SealedColumns sealed;

    SigningKeys(Sealer sealer) {
        this.sealed = new SealedColumns(sealer, "signing_keys");
    }

    /// Adds a key that signs from now on; `privateJwk` is sealed.
    public void insert(Transaction tx, SigningKey key, String privateJwk) {
        tx.update(
                """
                INSERT INTO signing_keys (kid, public_jwk, sealed_private, created_at)
                VALUES (?, ?, ?, ?)
                """,
                key.kid(),
                key.publicJwk(),
                sealed.seal(privateJwk, key.kid(), "private"),
                key.createdAt());
        sealed.confirm(tx);
    }

    /// The key that signs.
    public Optional<SigningKey> current(Transaction tx) {
        return tx.one(
                """
                SELECT * FROM signing_keys WHERE retired_at IS NULL
                ORDER BY created_at DESC, kid LIMIT 1
                """,
                SigningKeys::read);
    }

    /// The private part of a key as JSON.
    public Optional<String> privateJwk(Transaction tx, String kid) {
        return tx.one(
                "SELECT sealed_private FROM signing_keys WHERE kid = ?",
                row -> sealed.open(row.getBytes("sealed_private"), kid, "private"),
                kid);
    }

    /// Every key, the newest first.
    public List<SigningKey> list(Transaction tx) {
        return tx.all(
                "SELECT * FROM signing_keys ORDER BY created_at DESC, kid", SigningKeys::read);
    }

    /// The same as they stand now, see [Database#recall].
    public List<SigningKey> recall(Database database) {
        return database.recall(new Database.Asked("signing_keys", ""), this::list);
    }

    /// Lets the keys that sign retire: they are published until `goneAt`.
    public void retire(Transaction tx, Instant now, Instant goneAt) {
        tx.update(
                """
                UPDATE signing_keys SET retired_at = ?, gone_at = ? WHERE retired_at IS NULL
                """,
                now,
                goneAt);
    }

    /// Removes some of the keys whose tokens are all dead.
    public void prune(Transaction tx, Instant now) {
        ENDED.removeBeside(tx, now);
    }

    private static SigningKey read(ResultSet row) throws SQLException {
        return new SigningKey(
                row.getString("kid"),
                row.getString("public_jwk"),
                Transaction.instant(row, "created_at"),
                Transaction.instantOrNull(row, "retired_at"),
                Transaction.instantOrNull(row, "gone_at"));
    }
}
