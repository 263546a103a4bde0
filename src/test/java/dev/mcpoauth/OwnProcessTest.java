package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Processes that tests start run the code that was compiled last.
final class OwnProcessTest {
    @TempDir Path folder;

    @Test
    void in_the_whole_suite_classes_come_from_the_archive() throws Exception {
        List<String> words = OwnProcess.product("-Xlog:class+load:stdout");
        words.add("--version");
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String loaded = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), loaded);
        boolean shared = Boolean.getBoolean("mcpoauth.class_archive");
        String source = shared ? "shared objects file (top)" : "file:";
        assertTrue(loaded.contains(" dev.mcpoauth.Main source: " + source), loaded);
    }

    @Test
    void another_code_or_class_path_is_another_archive() throws Exception {
        Path first = folder.resolve("first/a/A.class");
        Path second = folder.resolve("second/a/A.class");
        write(first, "one");
        write(second, "two");
        String before = hash("first", "second", "x.jar");
        assertEquals(before, hash("first", "second", "x.jar"));
        write(second, "three");
        assertEquals(before, hash("first", "second", "x.jar"), "the first one hides it");
        assertNotEquals(before, hash("second", "first", "x.jar"));
        assertNotEquals(before, hash("first", "second", "y.jar"));
        write(first, "eno");
        assertNotEquals(before, hash("first", "second", "x.jar"));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String hash(String... entries) throws IOException {
        List<String> places =
                List.of(entries).stream().map(each -> folder.resolve(each).toString()).toList();
        return new ClassArchive(String.join(java.io.File.pathSeparator, places)).hash();
    }
}
