package dev.mcpoauth.cli;

import dev.mcpoauth.cli.EditedFile.Change;
import dev.mcpoauth.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/// Puts one entry into a JSON file, with comments or without: the text around it stays as it is,
/// byte for byte.
final class JsonEntry {
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                    .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                    .build();

    private JsonEntry() {}

    /// An object in a text.
    ///
    /// @param open where its first character after the brace is
    /// @param empty whether it has no member
    private record Place(int open, boolean empty) {}

    /// What the text has already.
    private static final class Found {
        private @Nullable Place root;
        private @Nullable Place servers;
        private int valueStart = -1;
        private int valueEnd = -1;
    }

    /// The text with the server; throws [CliError] when it is not a JSON object.
    static Change put(String before, ClientPreset preset, ClientSettings.Entry entry) {
        String value = indented(Json.pretty(preset.entry(entry.entry())), "    ");
        String member = Json.write(entry.name()) + ": " + value;
        if (before.isBlank()) {
            String servers = Json.write(preset.member());
            return new Change("{\n  " + servers + ": {\n    " + member + "\n  }\n}\n", false);
        }
        Found found = find(before, preset.member(), entry.name());
        if (found.valueStart >= 0) {
            String old = before.substring(found.valueStart, found.valueEnd);
            boolean same = same(old, preset.entry(entry.entry()));
            return same
                    ? new Change(before, false)
                    : new Change(
                            before.substring(0, found.valueStart)
                                    + value
                                    + before.substring(found.valueEnd),
                            true);
        }
        Place servers = found.servers;
        if (servers != null) {
            String end = servers.empty() ? "\n  " : ",";
            return insert(before, servers.open(), "\n    " + member + end);
        }
        Place root = found.root;
        if (root == null) {
            throw notJson(null);
        }
        String end = root.empty() ? "\n" : ",";
        return insert(
                before,
                root.open(),
                "\n  " + Json.write(preset.member()) + ": {\n    " + member + "\n  }" + end);
    }

    private static Change insert(String before, int at, String text) {
        return new Change(before.substring(0, at) + text + before.substring(at), false);
    }

    private static boolean same(String old, Map<String, Object> wanted) {
        try {
            return Json.objectWithComments(old).equals(Json.object(Json.write(wanted)));
        } catch (RuntimeException e) {
            // an entry that we cannot read is another one
            return false;
        }
    }

    private static String indented(String json, String by) {
        return String.join("\n" + by, json.lines().toList());
    }

    private static Found find(String text, String member, String name) {
        Found found = new Found();
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw notJson(null);
            }
            found.root = place(parser, text);
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean wanted = parser.currentName().equals(member);
                JsonToken value = parser.nextToken();
                if (wanted && value != JsonToken.START_OBJECT) {
                    throw notJson(null);
                }
                if (wanted) {
                    found.servers = place(parser, text);
                    servers(parser, name, found);
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw notJson(null);
            }
            return found;
        } catch (JacksonException e) {
            throw notJson(e);
        }
    }

    private static void servers(JsonParser parser, String name, Found found) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean wanted = parser.currentName().equals(name);
            parser.nextToken();
            int start = (int) parser.currentTokenLocation().getCharOffset();
            parser.skipChildren();
            if (wanted) {
                found.valueStart = start;
                found.valueEnd = (int) parser.currentLocation().getCharOffset();
            }
        }
    }

    private static Place place(JsonParser parser, String text) {
        int open = (int) parser.currentTokenLocation().getCharOffset() + 1;
        return new Place(open, empty(text.substring(open)));
    }

    /// Whether nothing but comments and blanks comes before the closing brace.
    private static boolean empty(String rest) {
        return rest.replaceAll("(?s)/\\*.*?\\*/", " ")
                .replaceAll("//[^\n]*", " ")
                .stripLeading()
                .startsWith("}");
    }

    private static CliError notJson(@Nullable JacksonException e) {
        String where =
                e == null || e.getLocation() == null
                        ? ""
                        : " (line "
                                + e.getLocation().getLineNr()
                                + ", column "
                                + e.getLocation().getColumnNr()
                                + ")";
        return new CliError(
                ExitCode.USAGE,
                "the client's file is not the JSON that it should be"
                        + where
                        + "; nothing was changed",
                null);
    }
}
