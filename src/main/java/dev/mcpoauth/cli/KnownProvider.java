package dev.mcpoauth.cli;

import dev.mcpoauth.broker.Foundation;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.provider.Catalogue;
import dev.mcpoauth.provider.ProviderCredentials;
import dev.mcpoauth.provider.ProviderFault;
import dev.mcpoauth.provider.ProviderSpec;
import dev.mcpoauth.provider.Providers;
import dev.mcpoauth.provider.ServiceHttp;
import dev.mcpoauth.store.Store;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A provider of the settings, as the commands see it.
///
/// @param name its name
/// @param own its settings, as the file has them
/// @param credentials whether the broker has a client id there
/// @param fault why it cannot be used; empty when it can
record KnownProvider(
        String name, Map<String, Object> own, boolean credentials, Optional<ProviderFault> fault) {
    /// Every provider of the settings, sorted; broken ones too.
    static List<KnownProvider> all(Session session) {
        Settings settings = session.settings(Map.of());
        List<KnownProvider> all = new ArrayList<>();
        try (Store store = session.product().store(settings)) {
            settings.providers().keySet().stream()
                    .sorted()
                    .forEach(name -> all.add(one(settings, store, name)));
        }
        return all;
    }

    /// The provider of this name; ends the command when there is none.
    static KnownProvider named(Session session, String name) {
        Settings settings = session.settings(Map.of());
        if (!settings.providers().containsKey(name)) {
            throw unknown(name);
        }
        try (Store store = session.product().store(settings)) {
            return one(settings, store, name);
        }
    }

    static CliError unknown(String name) {
        return new CliError(
                ExitCode.NOT_FOUND,
                "no provider is named " + name,
                PresetSettings.knows(name)
                        ? "mcp-oauth provider add " + name + " --preset " + name
                        : "mcp-oauth provider list");
    }

    /// Why a provider of the settings cannot be used, and what mends it.
    static CliError unusable(Session session, String name) {
        KnownProvider provider = named(session, name);
        return new CliError(
                ExitCode.USAGE,
                "the provider "
                        + name
                        + " cannot be used yet: "
                        + provider.fault.map(ProviderFault::sentence).orElse("it cannot be made"),
                provider.repair());
    }

    /// The command that mends it, or tells more.
    String repair() {
        return fault.flatMap(ProviderFault::command).orElse("mcp-oauth provider check " + name);
    }

    /// The provider of this name in the settings, with what the store knows of it.
    static KnownProvider one(Settings settings, Store store, String name) {
        Foundation on = new Foundation(settings, store, InstantSource.system(), new SecureRandom());
        try {
            return of(settings, name, on.credentials(name));
        } catch (IllegalArgumentException e) {
            Map<String, Object> own = settings.providers().getOrDefault(name, Map.of());
            return new KnownProvider(name, own, false, Optional.of(ProviderFault.of(e)));
        }
    }

    /// The provider of this name in the settings, with these credentials of the store.
    static KnownProvider of(Settings settings, String name, Optional<ProviderCredentials> stored) {
        Map<String, Object> own = settings.providers().getOrDefault(name, Map.of());
        boolean credentials = stored.isPresent() || own.containsKey("client_id");
        try (ServiceHttp silent = new ServiceHttp(Duration.ofSeconds(1))) {
            Providers providers = new Providers(settings.issuer(), silent, InstantSource.system());
            return new KnownProvider(name, own, credentials, providers.fault(name, own, stored));
        }
    }

    /// Its spec; throws `IllegalArgumentException` when its settings are wrong.
    ProviderSpec spec() {
        return new Catalogue().spec(name, own);
    }

    /// Where its service sends browsers back to.
    URI redirectUri(Settings settings) {
        try (ServiceHttp silent = new ServiceHttp(Duration.ofSeconds(1))) {
            return new Providers(settings.issuer(), silent, InstantSource.system())
                    .redirectUri(name, spec());
        }
    }

    /// One word for scripts: `ready`, `no-credentials` or `broken`.
    String state() {
        return fault.map(why ->
                        switch (why.kind()) {
                            case NO_CREDENTIALS -> "no-credentials";
                            case BROKEN -> "broken";
                        })
                .orElse("ready");
    }

    /// Why it cannot be used and what mends it, for programs; empty when it can.
    Map<String, Object> trouble() {
        Map<String, Object> trouble = new LinkedHashMap<>();
        fault.ifPresent(why -> {
            trouble.put("problem", why.sentence());
            trouble.put("repair", repair());
        });
        return trouble;
    }

    /// The same for people.
    String line() {
        return fault.map(ProviderFault::line).orElse("");
    }

    String title() {
        try {
            return spec().title();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
