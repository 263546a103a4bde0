package dev.mcpoauth.config;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    private final Map<String, String> env;
    private final Path workingDirectory;

    /// A reader for this environment, started in this directory.
    public SettingsReader(Map<String, String> env, Path workingDirectory) {
        this.env = Map.copyOf(env);
        this.workingDirectory = workingDirectory;
    }

    /// The settings; throws [SettingsProblem] that names the file when something is wrong.
    public Settings read(Overrides overrides) {
        String dataDir = overrides.dataDir();
        Folders folders = dataDir == null ? Folders.of(env) : Folders.in(Path.of(dataDir));
        Map<String, Object> merged = new LinkedHashMap<>();
        for (Path file : files(overrides, folders)) {
            merge(merged, located(load(file), file));
        }
        VARIABLES.forEach((variable, name) -> {
            String value = env.getOrDefault(variable, "");
            if (!value.isEmpty()) {
                put(merged, name, value);
            }
        });
        overrides.values().forEach((name, value) -> put(merged, name, value));
        return new SettingsShape(merged, folders).settings();
    }

    /// Settings from code: no file and no variable is read, and everything is kept in one folder.
    public static Settings of(Map<String, Object> values, Path folder) {
        return new SettingsShape(values, Folders.in(folder)).settings();
    }

    private List<Path> files(Overrides overrides, Folders folders) {
        String named = overrides.configFile();
        if (named == null) {
            named = env.getOrDefault("MCP_OAUTH_CONFIG", "");
        }
        List<Path> files =
                new ArrayList<>(List.of(SYSTEM, folders.config().resolve("config.json")));
        if (named.isEmpty()) {
            files.add(workingDirectory.resolve(PROJECT));
        } else {
            Path file = workingDirectory.resolve(named);
            if (!Files.isRegularFile(file)) {
                throw new SettingsProblem("the settings file " + file + " does not exist");
            }
            files.add(file);
        }
        return files.stream().filter(Files::isRegularFile).toList();
    }

    private static Map<String, Object> load(Path file) {
        try {
            return Json.objectWithComments(Files.readString(file));
        } catch (IOException e) {
            throw new SettingsProblem("cannot read " + file + ": " + e.getMessage());
        } catch (JsonProblem e) {
            throw new SettingsProblem(file + ": " + e.getMessage());
        }
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

    private static void put(Map<String, Object> into, String dotted, Object value) {
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
