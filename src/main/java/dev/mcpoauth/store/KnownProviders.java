package dev.mcpoauth.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/// The names of the providers that a SQLite store holds tokens or a secret for, read without its
/// key.
public final class KnownProviders {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private KnownProviders() {}

    /// The names; none where there is no store yet. Throws [StoreException].
    public static Set<String> in(Path file) {
        if (!Files.exists(file)) {
            return Set.of();
        }
        try (Transaction tx = SqliteFile.connectToRead(file, PATIENCE)) {
            boolean made =
                    tx.one("SELECT 1 FROM sqlite_master WHERE name = 'provider_secrets'", row -> 1)
                            .isPresent();
            return made ? names(tx) : Set.of();
        } catch (SqlFailure e) {
            throw Trouble.of(e, file);
        }
    }

    private static Set<String> names(Transaction tx) {
        return new TreeSet<>(
                tx.all(
                        """
                        SELECT provider FROM service_accounts
                        UNION SELECT provider FROM provider_secrets
                        """,
                        row -> row.getString(1)));
    }
}
