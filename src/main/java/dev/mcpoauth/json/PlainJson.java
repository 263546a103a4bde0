package dev.mcpoauth.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/// JSON objects as plain maps, lists, texts, numbers and truths, under the rules of [Json].
///
/// It needs no mapper, which takes longer to get ready than every command's settings take to read.
public final class PlainJson {
    private static final JsonFactory STRICT =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(Json.MAX_DEPTH)
                                    .maxDocumentLength(Json.MAX_CHARACTERS)
                                    .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private static final JsonFactory WITH_COMMENTS =
            STRICT.rebuild().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS).build();

    private PlainJson() {}

    /// Makes the first parser, which takes 20 ms: its constants are made of `BigDecimal`, and that
    /// class multiplies numbers of 150,000 bits before anybody may use it.
    public static void prepare() {
        object("{}");
    }

    /// Parses one JSON object; throws [JsonProblem].
    public static Map<String, Object> object(String text) {
        return object(STRICT, text);
    }

    /// The same for a file that people write: `//` and `/* */` comments are allowed.
    public static Map<String, Object> objectWithComments(String text) {
        return object(WITH_COMMENTS, text);
    }

    /// Reads a text token by token, comments allowed.
    static JsonParser parserWithComments(String text) {
        return WITH_COMMENTS.createParser(ObjectReadContext.empty(), text);
    }

    private static Map<String, Object> object(JsonFactory rules, String text) {
        try (JsonParser parser = rules.createParser(ObjectReadContext.empty(), text)) {
            Object value = value(parser, parser.nextToken());
            if (parser.nextToken() != null) {
                throw JsonProblem.at(parser.currentTokenLocation());
            }
            if (value instanceof Map<?, ?> map) {
                @SuppressWarnings("unchecked") // made below
                Map<String, Object> object = (Map<String, Object>) map;
                return object;
            }
            throw new JsonProblem("a JSON object is expected");
        } catch (JacksonException e) {
            throw JsonProblem.at(e.getLocation());
        }
    }

    private static @Nullable Object value(JsonParser parser, @Nullable JsonToken token) {
        if (token == JsonToken.START_OBJECT) {
            return members(parser);
        }
        if (token == JsonToken.START_ARRAY) {
            return items(parser);
        }
        if (token == JsonToken.VALUE_STRING) {
            return parser.getString();
        }
        if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
            return parser.getNumberValue();
        }
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return token == JsonToken.VALUE_TRUE;
        }
        return null;
    }

    private static Map<String, @Nullable Object> members(JsonParser parser) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            members.put(name, value(parser, parser.nextToken()));
        }
        return members;
    }

    private static List<@Nullable Object> items(JsonParser parser) {
        List<@Nullable Object> items = new ArrayList<>();
        JsonToken token = parser.nextToken();
        for (; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(value(parser, token));
        }
        return items;
    }
}
