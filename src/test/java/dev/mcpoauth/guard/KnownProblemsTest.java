package dev.mcpoauth.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// No library with a known problem is on the class path; needs no network.
final class KnownProblemsTest {
    private static final Path LIST = Path.of("src/test/resources/known-problems.txt");
    private static final Pattern JAR = Pattern.compile("([a-z0-9-]+?)-(\\d[^/]*)\\.jar");

    @Test
    void every_library_is_newer_than_its_known_problems() throws Exception {
        Map<String, String> versions = versions();
        List<String> wrong = new ArrayList<>();
        int looked = 0;
        for (String line : Files.readAllLines(LIST)) {
            if (line.startsWith("#")) {
                continue;
            }
            String[] words = line.split(" ", 3);
            String have = versions.get(words[0]);
            assertNotNull(have, words[0] + " is no library of ours any more: remove its line");
            looked++;
            if (Version.parse(have).compareTo(Version.parse(words[1])) < 0) {
                wrong.add(words[0] + " " + have + " has " + words[2] + "; take " + words[1]);
            }
        }
        assertTrue(looked > 5, "the list is empty");
        assertEquals(List.of(), wrong);
    }

    private static Map<String, String> versions() {
        Map<String, String> versions = new HashMap<>();
        for (String entry : System.getProperty("java.class.path").split(":", -1)) {
            Matcher jar = JAR.matcher(Path.of(entry).getFileName().toString());
            if (jar.matches()) {
                versions.put(jar.group(1), jar.group(2));
            }
        }
        return versions;
    }
}
