package dev.mcpoauth.store;

import dev.mcpoauth.oauth.Secret;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The credentials that the broker has at each service, secrets sealed.
public final class ProviderSecrets {
    /// The broker's credentials at one service.
    ///
    /// @param provider the provider's name
    /// @param clientId the client id that the service gave
    /// @param secret the client secret, where there is one
    public record Credentials(String provider, String clientId, @Nullable Secret secret) {}

    private final SealedColumns sealed;

    ProviderSecrets(Sealer sealer) {
        this.sealed = new SealedColumns(sealer, "provider_secrets");
    }

    /// Stores or replaces credentials.
    public void put(Transaction tx, Credentials credentials) {
        Secret secret = credentials.secret();
        tx.update(
                """
                INSERT INTO provider_secrets (provider, client_id, sealed_secret) VALUES (?, ?, ?)
                ON CONFLICT (provider) DO UPDATE
                SET client_id = excluded.client_id, sealed_secret = excluded.sealed_secret
                """,
                credentials.provider(),
                credentials.clientId(),
                sealed.sealOrNull(
                        secret == null ? null : secret.value(), credentials.provider(), "secret"));
        sealed.confirm(tx);
    }

    /// Removes credentials; false when there are none.
    public boolean delete(Transaction tx, String provider) {
        return tx.update("DELETE FROM provider_secrets WHERE provider = ?", provider) == 1;
    }

    /// The credentials at this provider.
    public Optional<Credentials> find(Transaction tx, String provider) {
        return tx.one(
                "SELECT client_id, sealed_secret FROM provider_secrets WHERE provider = ?",
                row -> {
                    String secret =
                            sealed.openOrNull(row.getBytes("sealed_secret"), provider, "secret");
                    return new Credentials(
                            provider,
                            row.getString("client_id"),
                            secret == null ? null : new Secret(secret));
                },
                provider);
    }
}
