package dev.mcpoauth.broker;

import dev.mcpoauth.config.KeySource;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.StoreCare;
import dev.mcpoauth.provider.ProviderCredentials;
import dev.mcpoauth.provider.ProviderFault;
import dev.mcpoauth.provider.ProviderProblem;
import dev.mcpoauth.store.DatabasePassword;
import dev.mcpoauth.store.KeyVault;
import dev.mcpoauth.store.Store;
import dev.mcpoauth.store.StoreException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/// What every decision stands on.
///
/// @param settings the settings
/// @param store the store
/// @param clock tells the time
/// @param random makes secrets
public record Foundation(Settings settings, Store store, InstantSource clock, SecureRandom random) {
    /// Opens the store that the settings name; the caller closes it.
    public static Store store(Settings settings) {
        StoreCare care = settings.care();
        return Store.open(
                settings.database(),
                new DatabasePassword(care.passwordFile(), care.passwordCommand()),
                vault(settings),
                patience(settings));
    }

    /// How long to wait for a process that holds that store, or for its server.
    public static Duration patience(Settings settings) {
        return Objects.requireNonNullElse(settings.care().patience(), Store.PATIENCE);
    }

    /// Where the key of that store is kept.
    public static KeyVault vault(Settings settings) {
        KeySource key = settings.key();
        if (key instanceof KeySource.InFile(Path file)) {
            // the usual one without a switch: the first over types takes a process 10 ms
            return KeyVault.file(file);
        }
        return switch (key) {
            case KeySource.InFile(Path file) -> KeyVault.file(file);
            case KeySource.FromCommand(String command) -> KeyVault.command(command);
            case KeySource.InKeyring(String database) -> KeyVault.keyring(database);
        };
    }

    /// Who the broker is at a provider, where the store knows it. A sealed secret that does not
    /// open is the provider's trouble ([ProviderProblem]), any other is the store's.
    public Optional<ProviderCredentials> credentials(String provider) {
        try {
            return store.database()
                    .read(tx -> store.secrets().find(tx, provider))
                    .map(found -> new ProviderCredentials(found.clientId(), found.secret()));
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.SEALED) {
                throw e;
            }
            throw new ProviderProblem(
                    ProviderFault.broken(
                            "its stored secret cannot be opened",
                            ProviderFault.credentials(provider)),
                    e);
        }
    }

    /// The time in whole seconds, as the store keeps it.
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
