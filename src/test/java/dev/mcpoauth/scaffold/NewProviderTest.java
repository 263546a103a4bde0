package dev.mcpoauth.scaffold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Nothing that is typed becomes a path, a command or code.
final class NewProviderTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "..",
                "../x",
                "a/b",
                "a\\b",
                "/etc",
                "Acme",
                "a b",
                "a;b",
                "$(id)",
                "`id`",
                "a&b",
                "a|b",
                "-a",
                "a-",
                "a--b",
                "1a",
                "con",
                "demo",
                "nul",
                "com1",
                "a.b",
                "a_b",
                "é",
                "a\n",
                "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq"
            })
    void a_name_that_could_be_anything_else_is_refused(String name) {
        assertThrows(
                ScaffoldProblem.class, () -> NewProvider.of(name, Layout.FOLDER, Map.of()), name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme",
                "A-B",
                "A.B",
                "A/B",
                "String",
                "Object",
                "Override",
                "BaseOAuthProvider",
                "A{}",
                "Ünder",
                "A\nB",
                "A$B"
            })
    void a_class_name_that_would_not_compile_or_hides_another_is_refused(String name) {
        NewProvider good = NewProvider.of("acme", Layout.FOLDER, Map.of());
        assertThrows(ScaffoldProblem.class, () -> good.inClass(name), name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com..acme",
                ".com",
                "com.",
                "com/acme",
                "com.class",
                "com.Acme",
                "java.lang",
                "dev.mcpoauth",
                "dev.mcpoauth.cli",
                "com.acme;",
                "com.acme\n",
                "com.1a",
                "new"
            })
    void a_package_that_would_not_compile_is_refused(String name) {
        NewProvider good = NewProvider.of("acme", Layout.FOLDER, Map.of());
        assertThrows(ScaffoldProblem.class, () -> good.inPackage(name), name);
    }

    @ParameterizedTest
    @CsvSource({
        "title, 'Acme\n}'",
        "title, 'Acme\u202e'",
        "title, '\\u000a class X {}'",
        "title, '*/ class X {}'",
        "title, ''",
        "authorize_url, http://acme.example/",
        "authorize_url, javascript:alert(1)",
        "authorize_url, https://user@acme.example/",
        "authorize_url, https://acme.example/#x",
        "authorize_url, 'https://acme.example/ x'",
        "authorize_url, 'https://acme.example/\u00e9\"'",
        "user_id, id",
        "user_id, '/a\"'",
        "scopes, 'a b'",
        "scopes, 'a\"b'",
        "scopes, 'a\\b'",
        "client_secret, x",
        "Bad-Key, x",
        "headers, '\u0007'"
    })
    void a_value_of_the_wrong_form_is_refused(String setting, String value) {
        Map<String, Object> service = Map.of(setting, value);
        ScaffoldProblem problem =
                assertThrows(
                        ScaffoldProblem.class,
                        () -> NewProvider.of("acme", Layout.FOLDER, service));
        String message = String.valueOf(problem.getMessage());
        assertTrue(message.chars().allMatch(c -> c >= ' ' && c <= '~'), message);
    }

    @Test
    void what_is_allowed_stays_a_value_in_every_kind_of_file() {
        String evil = "x\\u000a\"\"\"*/ <b> `id` $(id) {{name}} \\";
        Map<String, Object> service =
                Map.of(
                        "title", "R&D (Café) 'x'",
                        "headers", Map.of("X-Odd", evil),
                        "quirks", List.of(evil));
        for (Layout layout : List.of(Layout.FOLDER, Layout.MAVEN)) {
            Map<String, String> files =
                    Templates.render(NewProvider.of("acme", layout, service), "1.0 <&>");
            files.forEach((path, text) -> {
                assertFalse(text.contains("{{#") || text.contains("{{/"), path);
                assertFalse(path.endsWith(".xml") && text.contains("<&>"), text);
                if (path.endsWith(".java")) {
                    assertFalse(text.matches("(?s).*(?<!\\\\)(\\\\\\\\)*\\\\u000a.*"), text);
                }
            });
        }
        assertEquals(
                "x\\\\\\\\u000a",
                Text.JAVA.escape("x\\\\u000a"),
                "a doubled backslash is no escape");
    }

    @Test
    void a_keyword_as_a_name_still_compiles() {
        assertEquals(
                "com.example.classauth",
                NewProvider.of("class", Layout.MAVEN, NewProvider.blank("class")).packageName());
    }

    @Test
    void names_follow_from_the_providers() {
        NewProvider corp = NewProvider.of("my-corp", Layout.MAVEN, NewProvider.blank("my-corp"));
        assertEquals("MyCorpProvider", corp.className());
        assertEquals("My Corp", corp.title());
        assertEquals(
                "src/main/java/com/example/mycorp/MyCorpProvider.java", Templates.source(corp));
    }
}
