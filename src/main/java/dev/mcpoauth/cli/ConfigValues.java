package dev.mcpoauth.cli;

import dev.mcpoauth.config.Layer;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.config.SettingsSchema;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import dev.mcpoauth.provider.LintProvider;
import dev.mcpoauth.trace.Redactor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The settings as people see them: by dotted name, with where each comes from.
final class ConfigValues {
    private static final String USUAL = "default";

    // members whose names are the user's own, so that nothing is known of what they hold
    private static final Pattern NAMED_BY_USER = Pattern.compile("resources\\.[^.]+\\.env\\..*");
    private static final Pattern OF_PROVIDER =
            Pattern.compile("providers\\.[^.]+\\.(?<name>[^.]+)(\\.[^.]+)?");

    private final SettingsSchema schema = new SettingsSchema();
    private final Redactor redactor = new Redactor();
    private final Set<String> ofProviders = new LintProvider().settings();
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
            boolean empty = value instanceof Map;
            Object shown = !empty && secret(name, String.valueOf(key)) ? "‹hidden›" : value;
            values.put(name, new Value(shown, SettingsReader.origin(layers, name).orElse(USUAL)));
        });
    }

    /// The one secret that a file may hold, and what has a secret's name and is none of the
    /// settings that we know.
    private boolean secret(String name, String key) {
        return key.equals("client_secret") || (redactor.secret(key) && !plain(name));
    }

    private boolean plain(String name) {
        Matcher own = OF_PROVIDER.matcher(name);
        if (own.matches()) {
            boolean direct = own.group(2) == null;
            String setting = own.group("name");
            return direct ? ofProviders.contains(setting) : setting.equals("token_map");
        }
        return !NAMED_BY_USER.matcher(name).matches()
                && schema.find(name).filter(entry -> !entry.types().isEmpty()).isPresent();
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
