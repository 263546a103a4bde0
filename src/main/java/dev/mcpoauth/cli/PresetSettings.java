package dev.mcpoauth.cli;

import dev.mcpoauth.provider.Catalogue;
import dev.mcpoauth.provider.ProviderSpec;
import dev.mcpoauth.scaffold.NewProvider;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/// Turns a preset of the catalogue into the settings of a new provider: its name, and what people
/// change most. Everything else stays in the catalogue, which grows with later versions.
final class PresetSettings {
    private PresetSettings() {}

    static boolean knows(String preset) {
        return new Catalogue().names().contains(preset);
    }

    static Map<String, Object> of(String name, String preset) {
        Catalogue catalogue = new Catalogue();
        if (!knows(preset)) {
            throw new CliError(
                    ExitCode.USAGE,
                    "no preset is named " + preset + "; known: " + new TreeSet<>(catalogue.names()),
                    "mcp-oauth init provider --help");
        }
        Map<String, Object> entry = catalogue.entry(preset).orElse(Map.of());
        Map<String, Object> blank = NewProvider.blank(name);
        Map<String, Object> known = new LinkedHashMap<>();
        known.put("preset", preset);
        known.put("title", entry.getOrDefault("title", name));
        if (preset.equals("oidc")) {
            known.put("title", blank.getOrDefault("title", name));
            known.put("issuer", "https://" + name + ".example");
        } else if (!entry.containsKey("authorize_url")) {
            known.putAll(blank);
        }
        Object scopes = entry.get("scopes");
        if (scopes != null) {
            known.put("scopes", scopes);
        }
        return known;
    }

    /// Where the service registers apps; an empty text when the catalogue does not say.
    static String registerUrl(Map<String, Object> service) {
        try {
            ProviderSpec spec = new Catalogue().spec("new", service);
            return spec.notes().registerUrl();
        } catch (IllegalArgumentException e) {
            // a setting is still missing: the author will see it when the provider is used
            return "";
        }
    }
}
