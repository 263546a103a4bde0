package dev.mcpoauth.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What is written without the mapper is what the mapper writes.
final class PlainWriterTest {
    private enum Kind {
        ONE;

        @Override
        public String toString() {
            return "one";
        }
    }

    private record Two(String firstName, int count) {}

    @Test
    void everything_plain_is_written_as_the_mapper_writes_it() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("text", "a \"b\" \\ / \u0000 \u001f \u007f ü € \uD83D\uDE00 </script> \u2028");
        all.put("lone", "half \uD83D of a pair");
        all.put("empty", "");
        all.put("number", 42);
        all.put("long", Long.MIN_VALUE);
        all.put("truths", List.of(true, false));
        all.put("nothing", null);
        all.put("items", Arrays.asList("a", null, Collections.singletonMap("b", null), List.of()));
        all.put("sorted", new TreeSet<>(List.of("b", "a")));
        all.put("map", Map.of("x", Map.of()));
        same(all);
        same(List.of());
        same("a text alone");
        same(7);
    }

    @Test
    void what_is_not_plain_is_written_by_the_mapper_inside_of_what_is() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("double", 1.5);
        all.put("enum", Kind.ONE);
        all.put("moment", Instant.EPOCH);
        all.put("time", Duration.ofSeconds(90));
        all.put("record", new Two("a", 2));
        all.put("array", new String[] {"a"});
        all.put("tree", Json.parse("{\"a\":[1,null]}"));
        all.put("list", List.of(new Two("b", 3), 2.5));
        all.put("names", Map.of(Kind.ONE, 1));
        same(all);
        same(new Two("c", 4));
    }

    private static void same(Object value) {
        String mapped = Json.mapped(value);
        assertEquals(mapped, Json.write(value));
        if (!mapped.contains("half")) {
            // UTF-8 has no form for half a pair
            assertEquals(mapped, new String(Json.bytes(value), StandardCharsets.UTF_8));
        }
    }
}
