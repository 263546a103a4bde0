package dev.mcpoauth.provider;

import dev.mcpoauth.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The services that are known from the start, each an entry of `catalogue/providers.json`.
public final class Catalogue {
    private static final String RESOURCE = "/catalogue/providers.json";

    private final Map<String, Map<String, Object>> entries = new LinkedHashMap<>();

    /// Reads the built-in catalogue.
    public Catalogue() {
        try (InputStream in = Catalogue.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the jar");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Json.objectWithComments(text).forEach((name, entry) -> entries.put(name, map(entry)));
        } catch (IOException e) {
            throw new IllegalStateException(RESOURCE + " cannot be read", e);
        }
    }

    /// The names of the presets.
    public Set<String> names() {
        return Set.copyOf(entries.keySet());
    }

    /// The spec of a provider: its preset, overlaid with its own settings. What a class of one's
    /// own knows is in between; throws [ProviderProblem] when that class cannot be loaded.
    public ProviderSpec spec(String name, Map<String, Object> own) {
        Map<String, Object> settings = withClass(own);
        Object named = settings.get("preset");
        if (named != null && !entries.containsKey(named.toString())) {
            throw new ProviderProblem(
                    "there is no preset '" + named + "'", "mcp-oauth provider presets");
        }
        Map<String, Object> all = preset(named == null ? name : named.toString());
        all.putAll(settings);
        return new SpecReader(all).read();
    }

    /// A provider's own settings over what a class of one's own knows; throws [ProviderProblem].
    public Map<String, Object> withClass(Map<String, Object> own) {
        return ProviderCode.of(own).map(code -> ProviderClass.known(code.load(), own)).orElse(own);
    }

    /// The settings that a preset stands for, with those of the presets that it builds on.
    public Optional<Map<String, Object>> entry(String name) {
        return entries.containsKey(name) ? Optional.of(preset(name)) : Optional.empty();
    }

    private Map<String, Object> preset(String name) {
        Map<String, Object> own = entries.getOrDefault(name, Map.of());
        Object base = own.get("preset");
        Map<String, Object> all = base == null ? new LinkedHashMap<>() : preset(base.toString());
        all.putAll(own);
        all.remove("preset");
        return all;
    }

    private static Map<String, Object> map(Object entry) {
        Map<String, Object> copy = new LinkedHashMap<>();
        if (entry instanceof Map<?, ?> map) {
            map.forEach((key, value) -> copy.put(String.valueOf(key), value));
        }
        return copy;
    }
}
