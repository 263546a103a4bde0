package dev.mcpoauth.cli;

import dev.mcpoauth.config.Settings;
import dev.mcpoauth.provider.ProviderCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.OptionSpec;

/// Which providers a broker offers, and whether those of one's own follow their files.
final class ProviderOptions {
    List<String> providers = List.of();

    boolean watch;

    /// How they are written.
    void on(Flags flags) {
        flags.many(
                OptionSpec.builder("--provider")
                        .paramLabel("NAME|FILE")
                        .description(
                                "Offer only this provider; may repeat: a name from the settings, or a .java or .jar"
                                        + " file of your own.",
                                "AcmeProvider.java is the provider acme; other=./AcmeProvider.java is other."),
                () -> providers,
                v -> providers = v);
        flags.yes(
                "--watch",
                "Reload .java and .jar providers when they are saved; logins go on.",
                v -> watch = v);
    }

    /// The settings with these providers only, or with all of them where none was named.
    Settings choose(Settings settings) {
        Map<String, Map<String, Object>> chosen = new LinkedHashMap<>();
        for (String each : providers) {
            chosen.putAll(one(each, settings.providers()));
        }
        if (providers.isEmpty()) {
            chosen.putAll(settings.providers());
        }
        chosen.replaceAll((name, each) -> watched(each));
        return settings.withProviders(chosen);
    }

    /// Only the command line can ask for it: what a found settings file was allowed is its code as
    /// it stood then, see [ProjectTrust].
    private Map<String, Object> watched(Map<String, Object> provider) {
        return watch || provider.containsKey("watch")
                ? with(provider, Map.of("watch", watch))
                : provider;
    }

    private static Map<String, Map<String, Object>> one(
            String asked, Map<String, Map<String, Object>> known) {
        if (!asked.endsWith(".java") && !asked.endsWith(".jar")) {
            Map<String, Object> found = known.get(asked);
            if (found == null) {
                throw KnownProvider.unknown(asked);
            }
            return Map.of(asked, found);
        }
        int equals = asked.indexOf('=');
        Path file = Path.of(asked.substring(equals + 1));
        if (asked.endsWith(".java") && !Files.isRegularFile(file)) {
            throw new CliError(ExitCode.USAGE, "there is no file " + file, null);
        }
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        ProviderCode.settings(file)
                .forEach((name, where) -> {
                    String told = equals < 0 ? name : asked.substring(0, equals);
                    all.put(told, with(known.getOrDefault(told, Map.of()), where));
                });
        return all;
    }

    private static Map<String, Object> with(Map<String, Object> old, Map<String, Object> more) {
        Map<String, Object> both = new LinkedHashMap<>(old);
        both.putAll(more);
        return both;
    }
}
