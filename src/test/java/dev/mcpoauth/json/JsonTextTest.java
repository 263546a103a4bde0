package dev.mcpoauth.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonTextTest {
    private static final String TEXT =
            """
            // ours
            {
              "a": 1, /* one */
              "b": {"c": [1, {"x": "}"}], "d": "ü"},
              "e": {}
            }
            """;

    @Test
    void it_knows_where_each_member_is() {
        JsonText text = new JsonText(TEXT);
        assertEquals(new JsonText.Position(3, 3), text.position(List.of("a")).orElseThrow());
        assertEquals(new JsonText.Position(4, 9), text.position(List.of("b", "c")).orElseThrow());
        assertTrue(text.position(List.of("c")).isEmpty());
        assertThrows(JsonProblem.class, () -> new JsonText("[1]"));
        assertThrows(JsonProblem.class, () -> new JsonText("{\"a\":"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a|2|{a=2, b={c=[1, {x=}}], d=ü}, e={}}",
                "b.c|true|{a=1, b={c=true, d=ü}, e={}}",
                "b|\"t\"|{a=1, b=t, e={}}",
                "b.new|3|{a=1, b={new=3, c=[1, {x=}}], d=ü}, e={}}",
                "e.f.g|3|{a=1, b={c=[1, {x=}}], d=ü}, e={f={g=3}}}",
                "top|3|{top=3, a=1, b={c=[1, {x=}}], d=ü}, e={}}",
            })
    void a_member_is_changed_or_added_and_the_rest_stays(String path, String value, String all) {
        String changed = new JsonText(TEXT).with(List.of(path.split("\\.")), value);
        assertEquals(all, Json.objectWithComments(changed).toString());
        assertTrue(changed.startsWith("// ours\n") && changed.contains("/* one */"), changed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a|{b={c=[1, {x=}}], d=ü}, e={}}",
                "b.d|{a=1, b={c=[1, {x=}}]}, e={}}",
                "b.c|{a=1, b={d=ü}, e={}}",
                "e|{a=1, b={c=[1, {x=}}], d=ü}}",
                "none|{a=1, b={c=[1, {x=}}], d=ü}, e={}}",
            })
    void a_member_is_taken_out_with_its_comma(String path, String all) {
        String changed = new JsonText(TEXT).without(List.of(path.split("\\.")));
        assertEquals(all, Json.objectWithComments(changed).toString());
    }

    @Test
    void the_only_member_goes_too() {
        assertEquals(
                Map.of(), Json.objectWithComments(new JsonText("{\"a\":1}").without(List.of("a"))));
        assertEquals("{\n  \"a\": 1\n}", new JsonText("{}").with(List.of("a"), "1"));
    }
}
