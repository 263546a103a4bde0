package dev.mcpoauth.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.scaffold.NewProvider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jline.reader.LineReaderBuilder;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;

/// The questions on a terminal that can nothing but lines.
final class WizardTest {
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    @Test
    void empty_answers_take_what_is_offered() throws IOException {
        Map<String, Object> known = NewProvider.blank("acme");
        assertEquals(known, ask(known, "\n".repeat(8)));
        assertTrue(shown().contains("What is the service called [Acme]?"), shown());
    }

    @Test
    void a_bad_answer_is_told_and_asked_again() throws IOException {
        Map<String, Object> answers =
                ask(
                        NewProvider.blank("acme"),
                        "Acme Corp\nhttp://acme.test/a\nhttps://acme.test/a\n\n\n\n\nread write\nbasic\n");
        assertEquals("Acme Corp", answers.get("title"));
        assertEquals("https://acme.test/a", answers.get("authorize_url"));
        assertEquals(List.of("read", "write"), answers.get("scopes"));
        assertEquals("basic", answers.get("token_auth"));
        assertTrue(shown().contains("authorize_url is an https address"), shown());
    }

    @Test
    void what_a_preset_knows_is_not_asked() throws IOException {
        Map<String, Object> answers =
                ask(
                        Map.of("preset", "github", "title", "GitHub", "scopes", List.of("repo")),
                        "\n\n");
        assertEquals(List.of("repo"), answers.get("scopes"));
        assertFalse(shown().contains("token endpoint"), shown());
    }

    @Test
    void the_end_of_the_input_stops_without_a_file() {
        CliError stopped =
                assertThrows(CliError.class, () -> ask(NewProvider.blank("acme"), "Acme\n"));
        assertTrue(stopped.sentence().contains("nothing was written"));
    }

    private String shown() {
        return screen.toString(StandardCharsets.UTF_8);
    }

    private Map<String, Object> ask(Map<String, Object> known, String typed) throws IOException {
        InputStream keys = new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8));
        try (var terminal =
                new DumbTerminal("test", "dumb", keys, screen, StandardCharsets.UTF_8)) {
            return new Wizard(LineReaderBuilder.builder().terminal(terminal).build()).ask(known);
        }
    }
}
