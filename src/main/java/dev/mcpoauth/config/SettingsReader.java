package dev.mcpoauth.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Finds the settings files, merges them and checks the result.
///
/// Order, the strongest first: flags, `MCP_OAUTH_*` variables, `./mcp-oauth.json`, the user's
/// `config.json`, `/etc/mcp-oauth/config.json`, defaults.
public final class SettingsReader {
    private static final Path SYSTEM = Path.of("/etc/mcp-oauth/config.json");
    private static final String PROJECT = "mcp-oauth.json";

    /// Variables that are settings of their own; empty ones count as absent.
    private static final Map<String, String> VARIABLES =
            Map.of("MCP_OAUTH_KEY_FILE", "key_file", "MCP_OAUTH_KEY_CMD", "key_command");

    private static final Set<String> KEYS = Set.of("key_file", "key_command", "key_keyring");

    private final Map<String, String> env;
    private final Path workingDirectory;

    /// A reader for this environment, started in this directory.
    public SettingsReader(Map<String, String> env, Path workingDirectory) {
        this.env = Map.copyOf(env);
        this.workingDirectory = workingDirectory;
    }

    /// The settings; throws [SettingsProblem] that says where the wrong one was made.
    public Settings read(Overrides overrides) {
        Folders folders = folders(overrides);
        Map<String, Object> merged = new LinkedHashMap<>();
        List<Layer> layers = layers(overrides);
        for (Layer layer : layers) {
            // one place for the key: the strongest layer's
            if (layer.values().keySet().stream().anyMatch(KEYS::contains)) {
                merged.keySet().removeAll(KEYS);
            }
            merge(merged, layer.values());
        }
        try {
            return new SettingsShape(merged, folders).settings();
        } catch (SettingsProblem e) {
            throw origin(layers, e.setting()).map(e::at).orElse(e);
        }
    }

    /// Where a setting is said, the strongest place; empty when it is nowhere.
    public static Optional<String> origin(List<Layer> layers, String setting) {
        return layers.reversed().stream()
                .map(layer -> layer.origins().get(setting))
                .filter(Objects::nonNull)
                .findFirst();
    }

    /// Everything that says settings, the weakest first, checked one by one.
    public List<Layer> layers(Overrides overrides) {
        named(overrides)
                .filter(file -> !Files.isRegularFile(file))
                .ifPresent(file -> {
                    throw new SettingsProblem("the settings file " + file + " does not exist");
                });
        List<Layer> layers = new ArrayList<>();
        for (Path file : files(overrides)) {
            if (Files.isRegularFile(file)) {
                Layer layer = Layer.file(file);
                layers.add(new Layer(located(layer.values(), file), layer.origins()));
            }
        }
        VARIABLES.forEach((variable, name) -> {
            String value = env.getOrDefault(variable, "");
            if (!value.isEmpty()) {
                layers.add(Layer.variable(variable, name, value));
            }
        });
        if (!overrides.values().isEmpty()) {
            layers.add(Layer.flags(overrides.values()));
        }
        if (!layers.isEmpty()) {
            SettingsSchema schema = new SettingsSchema();
            layers.forEach(layer -> check(schema, layer));
        }
        return layers;
    }

    /// Settings from code: no file and no variable is read, and everything is kept in one folder.
    public static Settings of(Map<String, Object> values, Path folder) {
        new SettingsSchema().check(values);
        return new SettingsShape(values, Folders.in(folder)).settings();
    }

    private static void check(SettingsSchema schema, Layer layer) {
        try {
            schema.check(layer.values());
        } catch (SettingsProblem e) {
            throw origin(List.of(layer), e.setting()).map(e::at).orElse(e);
        }
    }

    private Folders folders(Overrides overrides) {
        String dataDir = overrides.dataDir();
        return dataDir == null ? Folders.of(env) : Folders.in(Path.of(dataDir));
    }

    /// The folder of the [EditLock] of whoever changes these files.
    public Path locks(Overrides overrides) {
        return folders(overrides).state();
    }

    /// The files that are looked for, the weakest first.
    public List<Path> files(Overrides overrides) {
        return List.of(
                SYSTEM,
                folders(overrides).config().resolve("config.json"),
                named(overrides).orElseGet(() -> workingDirectory.resolve(PROJECT)));
    }

    /// The file that was named, instead of the project's; it must exist when settings are read.
    public Optional<Path> named(Overrides overrides) {
        String option = overrides.configFile();
        String name = option == null ? env.getOrDefault("MCP_OAUTH_CONFIG", "") : option;
        return name.isEmpty() ? Optional.empty() : Optional.of(workingDirectory.resolve(name));
    }

    /// Files that a settings file names for its providers lie beside it, wherever a command runs.
    private static Map<String, Object> located(Map<String, Object> json, Path file) {
        if (json.get("providers") instanceof Map<?, ?> providers) {
            Map<String, Object> all = strings(providers);
            all.replaceAll(
                    (name, each) -> each instanceof Map<?, ?> map ? beside(map, file) : each);
            json.put("providers", all);
        }
        return json;
    }

    private static Map<String, Object> beside(Map<?, ?> provider, Path file) {
        Map<String, Object> all = strings(provider);
        for (String name : List.of("source", "jar")) {
            all.computeIfPresent(
                    name,
                    (key, value) ->
                            file.toAbsolutePath()
                                    .resolveSibling(value.toString())
                                    .normalize()
                                    .toString());
        }
        return all;
    }

    private static void merge(Map<String, Object> into, Map<String, Object> from) {
        from.forEach((name, value) -> {
            if (value instanceof Map<?, ?> inner && into.get(name) instanceof Map<?, ?> outer) {
                Map<String, Object> both = new LinkedHashMap<>(strings(outer));
                merge(both, strings(inner));
                into.put(name, both);
            } else {
                into.put(name, value);
            }
        });
    }

    static void put(Map<String, Object> into, String dotted, Object value) {
        int dot = dotted.indexOf('.');
        if (dot < 0) {
            into.put(dotted, value);
            return;
        }
        String head = dotted.substring(0, dot);
        Map<String, Object> inner = new LinkedHashMap<>();
        if (into.get(head) instanceof Map<?, ?> old) {
            inner.putAll(strings(old));
        }
        put(inner, dotted.substring(dot + 1), value);
        into.put(head, inner);
    }

    static Map<String, Object> strings(Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(String.valueOf(key), value));
        return copy;
    }
}
