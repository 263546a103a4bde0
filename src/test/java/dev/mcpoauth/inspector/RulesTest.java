package dev.mcpoauth.inspector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every sentence with which the broker refuses has a rule and a fix in the inspector.
final class RulesTest {
    private static final Pattern SENTENCE =
            Pattern.compile("(?:\\.because|dead)\\(\\s*\"([^\"]+)\"");

    @Test
    void every_refusal_of_the_broker_is_explained() throws IOException {
        Rules rules = new Rules();
        List<String> sentences = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/dev/mcpoauth/broker"))) {
            for (Path file : files.filter(p -> p.toString().endsWith(".java")).toList()) {
                Matcher found = SENTENCE.matcher(Files.readString(file));
                while (found.find()) {
                    sentences.add(found.group(1));
                }
            }
        }
        assertTrue(sentences.size() > 20, sentences::toString);
        assertEquals(List.of(), sentences.stream().filter(s -> !rules.knows(s)).toList());
    }

    @Test
    void rules_before_the_broken_one_were_met_and_those_after_it_not_tried() {
        List<String> states =
                new Rules()
                        .checked("/token", "the code_verifier does not match").stream()
                                .map(Message.Checked::state)
                                .distinct()
                                .toList();
        assertEquals(List.of("passed", "failed", "unreached"), states);
        assertEquals(List.of(), new Rules().checked("/token", "a sentence that nobody knows"));
        assertTrue(
                new Rules()
                        .checked("/token", null).stream()
                                .allMatch(rule -> rule.state().equals("passed")));
    }
}
