package dev.mcpoauth.cli;

import dev.mcpoauth.broker.Broker;
import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.store.KeyVault;
import dev.mcpoauth.store.Store;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rest of the program, which asks before it uses what a found settings file names.
final class AskingProduct implements Product {
    private final Product product;
    private final Terminal terminal;
    private @Nullable ProjectTrust open;

    /// Asks at this terminal.
    AskingProduct(Product product, Terminal terminal) {
        this.product = product;
        this.terminal = terminal;
    }

    @Override
    public Settings settings(Overrides overrides) {
        boolean named =
                overrides.configFile() != null
                        || !terminal.device().variable("MCP_OAUTH_CONFIG").isEmpty();
        open = named ? null : ProjectTrust.of(product.settingsReader(), overrides);
        return product.settings(overrides);
    }

    private void ask() {
        ProjectTrust trust = open;
        if (trust == null) {
            return;
        }
        if (!trust.given()) {
            askFor(trust);
        }
        // once for the settings that were read; a no stays open, so that every step ends with it
        open = null;
    }

    private void askFor(ProjectTrust trust) {
        if (!terminal.agrees(trust.told() + ". Use them, now and from now on? [y/N] ")) {
            throw trust.refusal();
        }
        trust.give();
    }

    @Override
    public SettingsReader settingsReader() {
        return product.settingsReader();
    }

    @Override
    public KeyVault vault(Settings settings) {
        ask();
        return product.vault(settings);
    }

    @Override
    public Store store(Settings settings) {
        ask();
        return product.store(settings);
    }

    @Override
    public Broker broker(Settings settings, Store store, Reach reach) {
        ask();
        return product.broker(settings, store, reach);
    }

    @Override
    public Running serve(Settings settings, boolean demo) {
        ask();
        return product.serve(settings, demo);
    }

    @Override
    public Set<String> providers(Settings settings) {
        return product.providers(settings);
    }

    @Override
    public InstantSource clock() {
        return product.clock();
    }

    @Override
    public String version() {
        return product.version();
    }
}
