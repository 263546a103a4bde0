package dev.mcpoauth.json;

import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes maps, lists, texts, whole numbers and truths as the mapper of [Json] does, without it: a
/// mapper takes long to get ready. It is asked for anything else.
final class PlainWriter {
    private static final int USUAL_BYTES = 512;
    private static final JsonFactory FORM = new JsonFactory();

    private PlainWriter() {}

    static String text(Object value) {
        StringWriter written = new StringWriter(USUAL_BYTES);
        try (JsonGenerator to = FORM.createGenerator(ObjectWriteContext.empty(), written)) {
            write(to, value);
        }
        return written.toString();
    }

    static byte[] bytes(Object value) {
        ByteArrayOutputStream written = new ByteArrayOutputStream(USUAL_BYTES);
        try (JsonGenerator to =
                FORM.createGenerator(ObjectWriteContext.empty(), written, JsonEncoding.UTF8)) {
            write(to, value);
        }
        return written.toByteArray();
    }

    @SuppressWarnings("IfChainToSwitch") // the first such switch takes Java 10 ms to get ready
    private static void write(JsonGenerator to, @Nullable Object value) {
        if (value == null) {
            to.writeNull();
        } else if (value instanceof String text) {
            to.writeString(text);
        } else if (value instanceof Long number) {
            to.writeNumber(number);
        } else if (value instanceof Integer number) {
            to.writeNumber(number);
        } else if (value instanceof Boolean truth) {
            to.writeBoolean(truth);
        } else if (value instanceof Map<?, ?> map) {
            members(to, map);
        } else if (value instanceof Collection<?> items) {
            items(to, items);
        } else {
            to.writeRawValue(Json.mapped(value));
        }
    }

    private static void members(JsonGenerator to, Map<?, ?> map) {
        to.writeStartObject();
        map.forEach((name, value) -> {
            if (value != null) {
                to.writeName(String.valueOf(name));
                write(to, value);
            }
        });
        to.writeEndObject();
    }

    private static void items(JsonGenerator to, Collection<?> items) {
        to.writeStartArray();
        items.forEach(each -> write(to, each));
        to.writeEndArray();
    }
}
