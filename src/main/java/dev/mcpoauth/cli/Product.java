package dev.mcpoauth.cli;

import dev.mcpoauth.broker.Broker;
import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.http.LocalDoor;
import dev.mcpoauth.store.KeyVault;
import dev.mcpoauth.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the commands need from the rest of the program.
public interface Product {
    /// The settings after files, variables and flags.
    Settings settings(Overrides overrides);

    /// Where settings are said.
    SettingsReader settingsReader();

    /// Where the key of the store is kept.
    KeyVault vault(Settings settings);

    /// Opens the store; the caller closes it.
    Store store(Settings settings);

    /// The decisions over an open store, for a command that needs them without a running broker.
    Broker broker(Settings settings, Store store, Reach reach);

    /// How such a command reaches services.
    ///
    /// @param demo whether the built-in demo service is among them
    /// @param deadline how long to wait for each answer; null means the usual time
    record Reach(boolean demo, @Nullable Duration deadline) {}

    /// Starts the broker, with the built-in demo service when asked.
    Running serve(Settings settings, boolean demo);

    /// The names of the providers that can be used with these settings.
    Set<String> providers(Settings settings);

    /// Tells the time.
    default InstantSource clock() {
        return InstantSource.system();
    }

    /// The program's version.
    String version();

    /// A broker that answers.
    interface Running extends AutoCloseable {
        /// What it was started with, at the port that it has.
        Settings settings();

        /// Its decisions.
        Broker broker();

        /// Its store; it closes it itself.
        Store store();

        /// Answers the command line on the local socket; false where another broker of the same
        /// database has it.
        boolean open(LocalDoor.Answers answers);

        /// Serves newer settings from the next request on.
        void reload(Settings fresh);

        /// The one-time link to the flow inspector; empty where there is none.
        Optional<String> inspectorLink();

        /// How long nobody has asked anything.
        Duration idle();

        /// Its issuer identifier.
        default String issuer() {
            return settings().issuer();
        }

        /// Lets requests finish and stops.
        @Override
        void close();
    }
}
