package dev.mcpoauth.scaffold;

import dev.mcpoauth.json.Json;
import java.util.Map;
import java.util.stream.Collectors;

/// Writes values so that they stay values, in each kind of file.
enum Text {
    /// Java: inside a comment, or inside a text block.
    JAVA {
        @Override
        String escape(String value) {
            // JLS 3.3: a \\u escape counts even in a comment; a doubled backslash does not
            return value.replaceAll("\\p{Cntrl}", " ")
                    .replace("\\", "\\\\")
                    .replace("\"\"\"", "\\\"\"\"")
                    .replace("*/", "* /");
        }
    },
    /// JSON: inside quotes.
    JSON {
        @Override
        String escape(String value) {
            String quoted = Json.write(value);
            return quoted.substring(1, quoted.length() - 1);
        }
    },
    /// Markdown: running text.
    MARKDOWN {
        @Override
        String escape(String value) {
            return value.replaceAll("\\p{Cntrl}", " ").replaceAll("([\\\\`*\\[\\]<>#|])", "\\\\$1");
        }
    },
    /// XML: element content.
    XML {
        @Override
        String escape(String value) {
            return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        }
    };

    abstract String escape(String value);

    /// The kind of a file, by its name.
    static Text of(String path) {
        if (path.endsWith(".java")) {
            return JAVA;
        }
        if (path.endsWith(".xml")) {
            return XML;
        }
        return path.endsWith(".json") ? JSON : MARKDOWN;
    }

    /// One setting a line, as people write them: texts of the JSON values never leave their quotes.
    static String json(Map<String, Object> settings, String indent) {
        return settings.entrySet().stream()
                .map(each -> indent + Json.write(each.getKey()) + ": " + spaced(each.getValue()))
                .collect(Collectors.joining(",\n"));
    }

    private static String spaced(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(each -> Json.write(each.getKey()) + ": " + spaced(each.getValue()))
                            .collect(Collectors.joining(", ", "{", "}"));
            case Iterable<?> many -> {
                StringBuilder all = new StringBuilder();
                many.forEach(each -> all.append(all.isEmpty() ? "" : ", ").append(spaced(each)));
                yield "[" + all + "]";
            }
            default -> Json.write(value);
        };
    }
}
