package dev.mcpoauth.cli;

import dev.mcpoauth.cli.Product.Reach;
import dev.mcpoauth.config.EditLock;
import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsFile;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Store;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One run of the command line: the program, the streams and the global options.
///
/// @param product the rest of the program
/// @param terminal the streams
/// @param options the global options, filled when the arguments are parsed
record Session(Product product, Terminal terminal, GlobalOptions options) {
    private static final String DEMO = "demo";
    private static final Duration USUAL_DEADLINE = Duration.ofSeconds(10);

    Settings settings(Map<String, Object> values) {
        Settings said = product.settings(overrides(values));
        Duration patience = options.timeout;
        return patience == null ? said : said.with(said.care().waiting(patience));
    }

    /// What the command line says, with these settings by dotted name.
    Overrides overrides(Map<String, Object> values) {
        Map<String, Object> all = new LinkedHashMap<>(values);
        if (options.store != null) {
            all.putIfAbsent("database", options.store);
        }
        return new Overrides(options.config, options.dataDir, all);
    }

    /// Whether what the folder's settings file names may be run.
    ProjectTrust trust() {
        return ProjectTrust.of(product.settingsReader(), overrides(Map.of()));
    }

    /// Whether the folder's settings file is read because it was found, and not named.
    boolean finds() {
        return options.config == null && terminal.device().variable("MCP_OAUTH_CONFIG").isEmpty();
    }

    /// Ends unless what the folder's settings file names now may be used. Nobody is asked: who
    /// changes a file under a running broker is not at its terminal.
    void requireTrust() {
        if (finds()) {
            ProjectTrust trust = trust();
            if (!trust.given()) {
                throw trust.refusal();
            }
        }
    }

    /// Remembers the addresses of the folder's providers: somebody sets one up there, or logs in,
    /// or serves them, and what comes to be known by that came from these.
    void trustFolder() {
        if (finds()) {
            try {
                trust().give();
            } catch (UncheckedIOException e) {
                terminal.detail("not remembered: " + e.getMessage());
            }
        }
    }

    /// Whether what the settings file in another folder names may be run.
    ProjectTrust trust(Path folder) {
        return ProjectTrust.of(
                product.settingsReader(), folder.resolve("mcp-oauth.json"), overrides(Map.of()));
    }

    /// The file that commands write settings into.
    SettingsFile settingsFile() {
        Overrides overrides = new Overrides(options.config, options.dataDir, Map.of());
        SettingsReader reader = product.settingsReader();
        return new SettingsFile(reader.files(overrides).getLast(), reader.locks(overrides));
    }

    /// Held while a command reads a file, changes it and writes it.
    EditLock editLock() {
        return EditLock.in(product.settingsReader().locks(overrides(Map.of())));
    }

    /// How long to wait for an answer of a stranger.
    Duration deadline() {
        return Objects.requireNonNullElse(asked(), USUAL_DEADLINE);
    }

    /// How to reach the service of an account: the demo service only where it is the one.
    Reach reach(Account account, Settings settings) {
        return reach(needsDemo(account.provider(), settings));
    }

    /// The same, with the demo service or without.
    Reach reach(boolean demo) {
        return new Reach(demo, asked());
    }

    /// What `--timeout` says of a service. Nothing answers in no time at all, so 0 is as short as a
    /// wait can be; for a database it is no wait.
    private @Nullable Duration asked() {
        Duration asked = options.timeout;
        return asked == null || asked.isPositive() ? asked : Duration.ofMillis(1);
    }

    /// Whether a provider is the built-in demo service, which the settings need not name.
    boolean needsDemo(String provider, Settings settings) {
        return provider.equals(DEMO) && !settings.providers().containsKey(DEMO);
    }

    /// Lets a secret be shown to a person at the terminal, or to whoever says `--yes`.
    void mayReveal() {
        if (!options.yes && !terminal.device().outTerminal()) {
            throw new CliError(
                    ExitCode.USAGE, "a token is shown on a terminal only, or with --yes", null);
        }
    }

    /// The issuer of the broker that runs over the same folder, proven to be ours.
    Optional<String> runningIssuer(Settings settings) {
        return LocalBroker.find(settings.runtime())
                .map(broker -> broker.status().get("issuer"))
                .map(String::valueOf);
    }

    /// The settings as the running broker serves them: it may have been started at another address.
    Settings running(Settings settings) {
        return runningIssuer(settings)
                .map(issuer -> settings.at(issuer, settings.port()))
                .orElse(settings);
    }

    /// Whether there is a store to open, which looking at things does not make.
    static boolean hasStore(Settings settings) {
        return settings.onServer() || Files.exists(Path.of(settings.database()));
    }

    <T> T withStore(Function<Store, T> work) {
        try (Store store = product.store(settings(Map.of()))) {
            return work.apply(store);
        }
    }
}
