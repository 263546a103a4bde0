package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds docs/conformance.md to the truth: every requirement is there, and every test that it names
/// exists.
final class ConformanceTest {
    private static final Map<String, Integer> ROWS =
            Map.of(
                    "MD", 19, "RG", 17, "AZ", 42, "TK", 32, "RF", 10, "RV", 5, "IN", 3, "CM", 8,
                    "RS", 13, "X", 10);

    /// How many rows are not met. It may fall and never rise.
    private static final int OPEN = 0;

    private static final Pattern ROW = Pattern.compile("\\| ([A-Z]+)-(\\d\\d) \\|.*");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+Test)#(\\w+)`");

    @Test
    void every_requirement_has_one_row_with_a_status_and_a_test() throws IOException {
        Map<String, Integer> found = new HashMap<>();
        List<String> open = new ArrayList<>();
        for (String line : rows()) {
            Matcher row = ROW.matcher(line);
            assertTrue(row.matches(), line);
            found.merge(row.group(1), 1, Integer::sum);
            boolean met = line.endsWith("| met |") && TEST.matcher(line).find();
            if (!met) {
                open.add(line);
            }
        }
        assertEquals(ROWS, found);
        assertEquals(OPEN, open.size(), open::toString);
    }

    @Test
    void every_test_that_is_named_exists() throws IOException {
        Map<String, String> sources = sources();
        List<String> missing = new ArrayList<>();
        for (String line : rows()) {
            Matcher test = TEST.matcher(line);
            while (test.find()) {
                String source = sources.getOrDefault(test.group(1), "");
                if (!source.contains("void " + test.group(2) + "(")) {
                    missing.add(test.group());
                }
            }
        }
        assertEquals(List.of(), missing);
    }

    private static List<String> rows() throws IOException {
        return Files.readAllLines(Path.of("docs/conformance.md")).stream()
                .filter(line -> ROW.matcher(line).matches())
                .toList();
    }

    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith("Test.java")).toList()) {
                String name = file.getFileName().toString();
                sources.put(name.substring(0, name.length() - 5), Files.readString(file));
            }
        }
        return sources;
    }
}
