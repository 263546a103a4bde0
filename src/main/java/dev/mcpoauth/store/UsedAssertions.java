package dev.mcpoauth.store;

import java.time.Instant;

/// The client assertions that were used: each is good once (RFC 7523 3, `jti`).
public final class UsedAssertions {
    static final Ended ENDED = Ended.of("used_assertions", "client_id, jti_hash", "expires_at");

    UsedAssertions() {}

    /// Marks an assertion as used until it expires; true for exactly one caller.
    public boolean use(Transaction tx, String clientId, byte[] jtiHash, Instant expiresAt) {
        return tx.update(
                        """
                        INSERT INTO used_assertions (client_id, jti_hash, expires_at)
                        VALUES (?, ?, ?) ON CONFLICT (client_id, jti_hash) DO NOTHING
                        """,
                        clientId,
                        jtiHash,
                        expiresAt)
                == 1;
    }

    /// Forgets some of what has expired: the signature's own end refuses it from then on.
    public int prune(Transaction tx, Instant now) {
        return ENDED.removeBeside(tx, now);
    }
}
