package dev.mcpoauth.cli;

import dev.mcpoauth.config.Layer;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.config.SettingsSchema;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import dev.mcpoauth.trace.Redactor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The settings as people see them: by dotted name, with where each comes from.
final class ConfigValues {
    private static final String USUAL = "default";

    private final SettingsSchema schema = new SettingsSchema();
    private final Redactor redactor = new Redactor();
    private final Map<String, Value> values = new TreeMap<>();

    /// One setting.
    ///
    /// @param value what it is
    /// @param origin where that is said
    record Value(Object value, String origin) {
        /// As one word for people: texts as they are, the rest as JSON.
        String text() {
            return value instanceof String text ? text : Json.write(value);
        }
    }

    ConfigValues(Session session) {
        schema.entries()
                .forEach(entry ->
                        entry.usual()
                                .ifPresent(usual ->
                                        values.put(entry.name(), new Value(usual, USUAL))));
        List<Layer> layers = session.product().settingsReader().layers(session.overrides(Map.of()));
        layers.forEach(layer -> collect("", layer.values(), layers));
    }

    private void collect(String prefix, Map<?, ?> members, List<Layer> layers) {
        members.forEach((key, value) -> {
            String name = prefix + key;
            if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
                values.remove(name);
                collect(name + ".", inner, layers);
                return;
            }
            Object shown = redactor.secret(String.valueOf(key)) ? "‹hidden›" : value;
            values.put(name, new Value(shown, SettingsReader.origin(layers, name).orElse(USUAL)));
        });
    }

    Map<String, Value> all() {
        return values;
    }

    /// One setting; throws [CliError] when there is none of this name.
    Optional<Value> find(String name) {
        known(name);
        return Optional.ofNullable(values.get(name));
    }

    /// Throws [CliError] when there is no setting of this name.
    void known(String name) {
        if (schema.find(name).isEmpty()) {
            throw new CliError(
                    ExitCode.NOT_FOUND, "no setting is named " + name, "mcp-oauth config list");
        }
    }

    /// What was typed, as the JSON that the setting has.
    String json(String name, String typed) {
        List<String> types =
                schema.find(name).map(SettingsSchema.Entry::types).orElse(List.of("string"));
        boolean text = types.contains("string");
        boolean number = types.contains("integer") && typed.matches("-?\\d{1,15}");
        if (number || !text) {
            try {
                return Json.write(Json.parse(typed));
            } catch (JsonProblem e) {
                if (types.contains("array")) {
                    return Json.write(List.of(typed.split(",", -1)));
                }
            }
        }
        return Json.write(typed);
    }
}
