package dev.mcpoauth.config;

import dev.mcpoauth.json.PlainJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The JSON Schema of the settings: what can be set, of which type, and what it usually is.
///
/// The same schema that editors use decides what the reader accepts.
public final class SettingsSchema {
    private static final String RESOURCE = "/mcp-oauth.schema.json";

    private final String text;
    private final Map<String, Object> root;

    /// The schema of this version.
    public SettingsSchema() {
        try (InputStream in = SettingsSchema.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the schema is missing from the program");
            }
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            root = PlainJson.object(text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// One setting.
    ///
    /// @param name its dotted name
    /// @param types the JSON types that it may have
    /// @param description for people
    /// @param usual what it is when nobody sets it
    public record Entry(
            String name, List<String> types, String description, Optional<Object> usual) {}

    /// The schema's text.
    public String text() {
        return text;
    }

    /// Every setting with a fixed name, objects of settings left out.
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        collect(root, "", entries);
        return entries;
    }

    private static void collect(Map<String, Object> schema, String prefix, List<Entry> into) {
        object(schema, "properties")
                .forEach((name, value) -> {
                    Map<String, Object> each = map(value);
                    String dotted = prefix.isEmpty() ? name : prefix + "." + name;
                    if (types(each).contains("object") && each.containsKey("properties")) {
                        if (types(each).size() > 1) {
                            into.add(entry(dotted, each));
                        }
                        collect(each, dotted, into);
                    } else {
                        into.add(entry(dotted, each));
                    }
                });
    }

    private static Entry entry(String name, Map<String, Object> schema) {
        return new Entry(
                name,
                types(schema),
                String.valueOf(schema.getOrDefault("description", "")),
                Optional.ofNullable(schema.get("default")));
    }

    /// The setting with this dotted name; names below `providers` and `resources` are free.
    public Optional<Entry> find(String dotted) {
        Map<String, Object> schema = root;
        for (String name : dotted.split("\\.", -1)) {
            Object next = object(schema, "properties").get(name);
            if (next == null && schema.get("additionalProperties") instanceof Map<?, ?> any) {
                next = any;
            }
            if (next == null && isFree(schema)) {
                return Optional.of(new Entry(dotted, List.of(), "", Optional.empty()));
            }
            if (next == null) {
                return Optional.empty();
            }
            schema = map(next);
        }
        return Optional.of(entry(dotted, schema));
    }

    /// Whether everything may be in an object: nothing is said about its members.
    private static boolean isFree(Map<String, Object> schema) {
        return types(schema).contains("object")
                && (Boolean.TRUE.equals(schema.get("additionalProperties"))
                        || (!schema.containsKey("properties")
                                && !schema.containsKey("additionalProperties")));
    }

    /// Checks settings as a file has them; throws [SettingsProblem] that names the setting.
    void check(Map<String, Object> settings) {
        check("", settings, root);
    }

    private static void check(String name, Object value, Map<String, Object> schema) {
        List<String> types = types(schema);
        if (!types.isEmpty() && types.stream().noneMatch(type -> is(value, type))) {
            throw SettingsProblem.about(name, "must be " + said(types) + ", not " + said(value));
        }
        if (schema.get("enum") instanceof Collection<?> choices && !choices.contains(value)) {
            throw SettingsProblem.about(
                    name,
                    "is one of " + String.join(", ", texts(choices)) + ", not '" + value + "'");
        }
        if (value instanceof Number number) {
            range(name, number.longValue(), schema);
        }
        if (value instanceof Collection<?> list && schema.get("items") instanceof Map<?, ?> items) {
            list.forEach(each -> check(name, each, map(items)));
        }
        if (value instanceof Map<?, ?> members) {
            map(members).forEach((key, each) -> member(name, key, each, schema));
        }
    }

    private static void member(
            String parent, String key, Object value, Map<String, Object> schema) {
        String name = parent.isEmpty() ? key : parent + "." + key;
        Object known = object(schema, "properties").get(key);
        if (known == null && schema.get("additionalProperties") instanceof Map<?, ?> any) {
            known = any;
        }
        if (known != null) {
            check(name, value, map(known));
        } else if (!isFree(schema)) {
            throw SettingsProblem.about(name, "is not a setting");
        }
    }

    private static void range(String name, long value, Map<String, Object> schema) {
        boolean low = schema.get("minimum") instanceof Number least && value < least.longValue();
        boolean high = schema.get("maximum") instanceof Number most && value > most.longValue();
        if (low || high) {
            throw SettingsProblem.about(
                    name,
                    "is a number from "
                            + schema.getOrDefault("minimum", "-")
                            + " to "
                            + schema.getOrDefault("maximum", "any")
                            + ", not "
                            + value);
        }
    }

    private static boolean is(Object value, String type) {
        return switch (type) {
            case "string" -> value instanceof String;
            case "boolean" -> value instanceof Boolean;
            case "integer" -> value instanceof Integer || value instanceof Long;
            case "array" -> value instanceof Collection<?>;
            case "object" -> value instanceof Map<?, ?>;
            default -> false;
        };
    }

    private static String said(List<String> types) {
        return String.join(
                " or ",
                types.stream()
                        .map(type -> type.matches("[aeiou].*") ? "an " + type : "a " + type)
                        .toList());
    }

    private static String said(Object value) {
        for (String type : List.of("string", "boolean", "integer", "array", "object")) {
            if (is(value, type)) {
                return type.matches("[aeiou].*") ? "an " + type : "a " + type;
            }
        }
        return "this";
    }

    private static List<String> types(Map<String, Object> schema) {
        Object type = schema.get("type");
        if (type instanceof Collection<?> several) {
            return texts(several);
        }
        return type == null ? List.of() : List.of(type.toString());
    }

    private static List<String> texts(Collection<?> values) {
        return values.stream().map(String::valueOf).toList();
    }

    private static Map<String, Object> object(Map<String, Object> schema, String name) {
        return schema.get(name) instanceof Map<?, ?> map ? map(map) : Map.of();
    }

    private static Map<String, Object> map(Object value) {
        Map<String, Object> copy = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> copy.put(String.valueOf(key), each));
        }
        return copy;
    }
}
