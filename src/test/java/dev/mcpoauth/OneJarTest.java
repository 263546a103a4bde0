package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a release makes of the program's jar and its libraries.
final class OneJarTest {
    @TempDir private Path folder;

    @Test
    void everything_is_in_one_jar_with_services_and_licences_of_all() throws Exception {
        Path program = jar("program", Map.of("a/Main.class", "main", "META-INF/LICENSE", "ours"));
        Path made = folder.resolve("made.jar");
        assertEquals("", merged(made, program, first(), second()));
        Map<String, String> entries = new TreeMap<>();
        try (JarFile jar = new JarFile(made.toFile())) {
            for (JarEntry each : (Iterable<JarEntry>) jar.stream()::iterator) {
                entries.put(each.getName(), text(jar.getInputStream(each)));
            }
            Attributes main = jar.getManifest().getMainAttributes();
            assertEquals("a.Main", main.getValue("Main-Class"));
            assertNull(main.getValue("Class-Path"), "nothing is beside it");
            assertTrue(jar.isMultiRelease());
        }
        entries.remove(JarFile.MANIFEST_NAME);
        assertEquals(
                Map.of(
                        "a/Main.class", "main",
                        "META-INF/services/x.Driver", "one\ntwo",
                        "META-INF/versions/9/b/B.class", "newer",
                        "META-INF/legal/program/LICENSE", "ours",
                        "META-INF/legal/first-1.0/LICENSE", "theirs"),
                entries);
    }

    @Test
    void a_class_that_two_jars_have_ends_it() throws Exception {
        Path program = jar("program", Map.of("a/Main.class", "main"));
        Path library = jar("library", Map.of("a/Main.class", "another"));
        String said = merged(folder.resolve("made.jar"), program, library);
        assertTrue(said.contains("both have a/Main.class"), said);
        assertTrue(Files.notExists(folder.resolve("made.jar")));
    }

    private Path first() throws IOException {
        return jar(
                "first-1.0",
                Map.of(
                        "META-INF/services/x.Driver", "one",
                        "META-INF/LICENSE", "theirs",
                        "META-INF/versions/9/b/B.class", "newer",
                        "module-info.class", "module"));
    }

    private Path second() throws IOException {
        return jar(
                "second-2.0",
                Map.of(
                        "META-INF/services/x.Driver", "two",
                        "META-INF/KEY.SF", "signature",
                        "org/sqlite/native/Mac/lib.dylib", "for another machine"));
    }

    private static String text(InputStream from) throws IOException {
        return new String(from.readAllBytes(), StandardCharsets.UTF_8);
    }

    private Path jar(String name, Map<String, String> entries) throws IOException {
        Path file = folder.resolve(name + ".jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "a.Main");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, "lib/first-1.0.jar");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            for (Map.Entry<String, String> each : entries.entrySet()) {
                jar.putNextEntry(new JarEntry(each.getKey()));
                jar.write(each.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }

    /// What it says when it fails, which is nothing when it does not.
    private static String merged(Path made, Path... jars) throws Exception {
        List<String> words = OwnProcess.java();
        words.addAll(List.of("src/image/OneJar.java", made.toString()));
        for (Path each : jars) {
            words.add(each.toString());
        }
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = text(process.getInputStream());
        assertEquals(said.isEmpty() ? 0 : 1, process.waitFor());
        return said;
    }
}
