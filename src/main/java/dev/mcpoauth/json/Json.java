package dev.mcpoauth.json;

import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Reads and writes JSON in the one form that this product speaks.
///
/// A repeated member, anything after the value, nesting deeper than 50 and texts over 1 MiB are
/// refused: two readers of one message must never see different things.
public final class Json {
    static final int MAX_DEPTH = 50;
    static final int MAX_CHARACTERS = 1 << 20;

    /// What MCP servers answer with: trees of documents and programs are deep.
    private static final int MAX_ANSWER_DEPTH = 500;

    /// Made when it is first needed: a mapper takes long to make.
    private static final class Mapped {
        private static final JsonMapper MAPPER =
                strict(StreamReadConstraints.builder().maxDocumentLength(MAX_CHARACTERS), MAX_DEPTH)
                        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .changeDefaultPropertyInclusion(value ->
                                value.withValueInclusion(
                                                com.fasterxml.jackson.annotation.JsonInclude.Include
                                                        .NON_NULL)
                                        .withContentInclusion(
                                                com.fasterxml.jackson.annotation.JsonInclude.Include
                                                        .NON_NULL))
                        .build();
    }

    /// The same for a text of any length.
    private static final class Measured {
        private static final JsonMapper MAPPER = strict(anyLength(), MAX_DEPTH).build();
    }

    /// The same for a server's answer.
    private static final class Answered {
        private static final JsonMapper MAPPER = strict(anyLength(), MAX_ANSWER_DEPTH).build();
    }

    private static StreamReadConstraints.Builder anyLength() {
        return StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE);
    }

    private static JsonMapper.Builder strict(StreamReadConstraints.Builder limits, int depth) {
        StreamReadConstraints deep = limits.maxNestingDepth(depth).build();
        return JsonMapper.builder(JsonFactory.builder().streamReadConstraints(deep).build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    private Json() {}

    /// Parses one JSON value; throws [JsonProblem].
    public static JsonNode parse(String text) {
        try {
            return Mapped.MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw problem(e);
        }
    }

    /// The same for a text of any length: the caller has measured it; throws [JsonProblem].
    public static JsonNode parseMeasured(String text) {
        try {
            return Measured.MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw problem(e);
        }
    }

    /// The same for what an MCP server answers, which may be as deep as 500; throws [JsonProblem].
    public static JsonNode parseAnswer(String text) {
        try {
            return Answered.MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw problem(e);
        }
    }

    /// Parses one JSON object as plain maps, lists, texts and numbers; throws [JsonProblem].
    public static Map<String, Object> object(String text) {
        return PlainJson.object(text);
    }

    /// The same for a file that people write: `//` and `/* */` comments are allowed.
    public static Map<String, Object> objectWithComments(String text) {
        return PlainJson.objectWithComments(text);
    }

    /// Reads a record; unknown members are ignored; throws [JsonProblem].
    public static <T> T read(String text, Class<T> type) {
        try {
            return Mapped.MAPPER
                    .readerFor(type)
                    .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .readValue(text);
        } catch (JacksonException e) {
            throw problem(e);
        }
    }

    /// One line of JSON without nulls.
    public static String write(Object value) {
        return PlainWriter.text(value);
    }

    /// The same in UTF-8.
    public static byte[] bytes(Object value) {
        return PlainWriter.bytes(value);
    }

    /// JSON for people, without nulls.
    public static String pretty(Object value) {
        return Mapped.MAPPER
                .writer()
                .with(SerializationFeature.INDENT_OUTPUT)
                .writeValueAsString(value);
    }

    /// What [PlainWriter] does not know: records, moments, trees.
    static String mapped(Object value) {
        return Mapped.MAPPER.writeValueAsString(value);
    }

    private static JsonProblem problem(JacksonException e) {
        return JsonProblem.at(e.getLocation());
    }
}
