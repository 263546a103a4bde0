package dev.mcpoauth.config;

import dev.mcpoauth.json.JsonProblem;
import dev.mcpoauth.json.JsonText;
import dev.mcpoauth.json.PlainJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Settings from one place, each with where it is said there.
///
/// @param values the settings, nested
/// @param origins where each is said, by dotted name: `mcp-oauth.json:3:5`, `MCP_OAUTH_KEY_FILE`
public record Layer(Map<String, Object> values, Map<String, String> origins) {
    /// What a file says; throws [SettingsProblem] with line and column.
    static Layer file(Path file) {
        try {
            String text = Files.readString(file);
            Map<String, Object> values = PlainJson.objectWithComments(text);
            JsonText places = new JsonText(text);
            Map<String, String> origins = new TreeMap<>();
            for (List<String> path : places.paths()) {
                places.position(path)
                        .ifPresent(at ->
                                origins.put(
                                        String.join(".", path),
                                        file + ":" + at.line() + ":" + at.column()));
            }
            return new Layer(values, origins);
        } catch (IOException e) {
            throw new SettingsProblem("cannot read " + file + ": " + e.getMessage());
        } catch (JsonProblem e) {
            throw new SettingsProblem(file + ": " + e.getMessage());
        }
    }

    /// One setting from a variable.
    static Layer variable(String variable, String setting, String value) {
        return new Layer(Map.of(setting, value), Map.of(setting, "variable " + variable));
    }

    /// What the command line says, by dotted name.
    static Layer flags(Map<String, Object> given) {
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, String> origins = new TreeMap<>();
        given.forEach((name, value) -> {
            SettingsReader.put(values, name, value);
            origins.put(name, "command line");
        });
        return new Layer(values, origins);
    }
}
