package dev.mcpoauth.broker;

import dev.mcpoauth.config.Settings;
import dev.mcpoauth.store.Store;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/// What every decision stands on.
///
/// @param settings the settings
/// @param store the store
/// @param clock tells the time
/// @param random makes secrets
public record Foundation(Settings settings, Store store, InstantSource clock, SecureRandom random) {
    /// The time in whole seconds, as the store keeps it.
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
