package dev.mcpoauth.cli;

import dev.mcpoauth.broker.Broker;
import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.store.Store;
import java.util.Set;

/// What the commands need from the rest of the program.
public interface Product {
    /// The settings after files, variables and flags.
    Settings settings(Overrides overrides);

    /// Opens the store; the caller closes it.
    Store store(Settings settings);

    /// The decisions over an open store.
    Broker broker(Settings settings, Store store);

    /// Starts the broker, with the built-in demo service when asked.
    Running serve(Settings settings, boolean demo);

    /// The names of the providers that can be used with these settings.
    Set<String> providers(Settings settings);

    /// The program's version.
    String version();

    /// A broker that answers.
    interface Running extends AutoCloseable {
        /// Its issuer identifier.
        String issuer();

        /// The port it listens on.
        int port();

        /// Lets requests finish and stops.
        @Override
        void close();
    }
}
