package dev.mcpoauth.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/// Where the members of a JSON text stand, two levels deep; comments are allowed.
final class JsonSpans {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS).build();

    /// One member, as character positions.
    ///
    /// @param first whether no member stands before it
    /// @param start behind the member before it, or behind the brace
    /// @param valueStart where its value begins
    /// @param end behind its value
    record Span(boolean first, int start, int valueStart, int end) {}

    private final Map<String, Span> spans = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private int rootStart;

    JsonSpans(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            rootStart = start(parser);
            object(parser, "", 0);
        }
    }

    int rootStart() {
        return rootStart;
    }

    boolean isEmpty() {
        return counts.getOrDefault("", 0) == 0;
    }

    boolean isEmpty(String object) {
        return counts.getOrDefault("/" + object, 0) == 0;
    }

    Optional<Span> member(String name) {
        return Optional.ofNullable(spans.get("/" + name));
    }

    Optional<Span> member(String object, String name) {
        return Optional.ofNullable(spans.get("/" + object + "/" + name));
    }

    private void object(JsonParser parser, String path, int depth) {
        int cutFrom = start(parser) + 1;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String member = path + "/" + parser.currentName();
            boolean first = counts.merge(path, 1, Integer::sum) == 1;
            JsonToken value = parser.nextToken();
            int valueStart = start(parser);
            if (value == JsonToken.START_OBJECT && depth < 1) {
                object(parser, member, depth + 1);
            } else {
                parser.skipChildren();
                finish(parser);
            }
            int end = (int) parser.currentLocation().getCharOffset();
            spans.put(member, new Span(first, cutFrom, valueStart, end));
            cutFrom = end;
        }
    }

    /// Texts and numbers are read when they are asked for; only then is the parser behind them.
    private static void finish(JsonParser parser) {
        if (parser.currentToken().isScalarValue()) {
            parser.getString();
        }
    }

    private static int start(JsonParser parser) {
        return (int) parser.currentTokenLocation().getCharOffset();
    }
}
