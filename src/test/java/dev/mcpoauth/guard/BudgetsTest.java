package dev.mcpoauth.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Keeps files and functions small enough to read in one sitting.
final class BudgetsTest {
    @Test
    void product_code_keeps_every_hard_limit() throws IOException {
        assertEquals("", faults(sources("src/main/java")));
    }

    @Test
    void test_code_keeps_every_hard_limit() throws IOException {
        String faults = faults(sources("src/test/java"));
        assertEquals("", faults);
    }

    @Test
    void the_typical_file_is_short() throws IOException {
        List<Integer> sizes =
                sources("src/main/java").stream().map(file -> file.lines().size()).toList();
        assertTrue(percentile(sizes, 50) <= Budget.FILE_LINES_MEDIAN, "median of " + sizes);
    }

    @Test
    void nearly_every_function_is_short() throws IOException {
        List<Integer> sizes =
                sources("src/main/java").stream()
                        .flatMap(file -> file.functions().stream())
                        .map(SourceFile.Function::lines)
                        .toList();
        assertTrue(
                percentile(sizes, 95) <= Budget.FUNCTION_LINES_P95,
                "95 % of the functions have up to " + percentile(sizes, 95) + " lines");
    }

    @Test
    void a_long_file_is_refused() {
        String text = "// a\n".repeat(Budget.FILE_LINES);
        assertEquals("", faults(text));
        assertTrue(faults(text + "// b\n").contains("lines, at most " + Budget.FILE_LINES));
    }

    @Test
    void a_long_function_is_refused() {
        String fits = "\n".repeat(Budget.FUNCTION_LINES - 1);
        assertEquals("", faults("class A { void a() {" + fits + "} }"));
        assertTrue(faults("class A { void a() {" + fits + "\n} }").contains("A.java a: "));
    }

    @Test
    void a_fifth_parameter_is_refused_but_a_record_may_have_more_parts() {
        assertEquals("", faults("class A { void a(int b, int c, int d, int e) {} }"));
        assertTrue(
                faults("class A { void a(int b, int c, int d, int e, int f) {} }")
                        .contains("5 parameters"));
        assertEquals("", faults("record A(int b, int c, int d, int e, int f) { A {} }"));
    }

    @Test
    void unfinished_work_is_refused() {
        for (String word : List.of("TO" + "DO", "FIX" + "ME")) {
            assertTrue(faults("class A {} // " + word + " later").contains("unfinished"), word);
        }
    }

    @Test
    void an_rfc_remark_has_one_form() {
        assertEquals("", faults("class A {} // RFC 7636 4.6: compare the challenge"));
        assertEquals("", faults("class A {} // RFC 9110 15: any status"));
        for (String bad : List.of("RFC 7636: no section", "RFC 7636 section 4.6: long")) {
            assertTrue(faults("class A {} // " + bad).contains("not: "), bad);
        }
    }

    @Test
    void percentiles_are_taken_from_the_sorted_list() {
        assertEquals(3, percentile(List.of(5, 1, 3, 2, 4), 50));
        assertEquals(100, percentile(Stream.iterate(1, i -> i + 1).limit(105).toList(), 95));
        assertEquals(0, percentile(List.of(), 95));
    }

    private static String faults(String text) {
        return faults(List.of(SourceFile.parse("A.java", text)));
    }

    private static String faults(List<SourceFile> files) {
        return String.join("\n", files.stream().flatMap(f -> f.faults().stream()).toList());
    }

    private static int percentile(List<Integer> sizes, int percent) {
        List<Integer> sorted = sizes.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get((sorted.size() * percent - 1) / 100);
    }

    private static final Map<String, List<SourceFile>> READ = new HashMap<>();

    private static List<SourceFile> sources(String root) throws IOException {
        List<SourceFile> known = READ.get(root);
        if (known != null) {
            return known;
        }
        List<SourceFile> files = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(Path.of(root))) {
            for (Path path : paths.filter(p -> p.toString().endsWith(".java")).sorted().toList()) {
                files.add(SourceFile.parse(path.toString(), Files.readString(path)));
            }
        }
        READ.put(root, files);
        return files;
    }
}
