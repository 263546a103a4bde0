package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a command does not do before it has answered, and after.
@EnabledOnOs(OS.LINUX)
final class StartUpTest {
    @TempDir private Path folder;

    /// Runs one command in this process and then tells which jars are open.
    static final class Watched {
        public static void main(String[] words) throws IOException {
            Main.main(words);
            try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
                files.map(Watched::target)
                        .filter(f -> f.endsWith(".jar"))
                        .forEach(jar -> {
                            System.out.println("open " + jar);
                        });
            }
        }

        private static String target(Path link) {
            try {
                return Files.readSymbolicLink(link).toString();
            } catch (IOException e) {
                // that of the listing itself
                return "";
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "help exit-codes", "config list"})
    void looks_for_nothing_in_every_jar_of_the_program(String command) throws Exception {
        Path last = jar("last.jar");
        String printed = run(last, command);
        assertTrue(printed.contains("open "), "the command ends without an exit: " + printed);
        assertFalse(printed.contains(last.toString()), printed);
    }

    @Test
    void ends_with_the_code_of_a_command_that_fails() throws Exception {
        Process process = start(jar("last.jar"), "token get nobody");
        assertFalse(printed(process).contains("open "));
        assertEquals(3, process.waitFor());
    }

    private String run(Path last, String command) throws Exception {
        Process process = start(last, command);
        String printed = printed(process);
        assertEquals(0, process.waitFor(), printed);
        return printed;
    }

    private static String printed(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /// Whoever looks through the whole class path opens what is at its end.
    private Process start(Path last, String command) throws IOException {
        List<String> words = OwnProcess.java();
        // as the launcher has it: any other would be looked for
        words.add("-Djava.locale.providers=HOST");
        words.addAll(List.of("-cp", System.getProperty("java.class.path") + ":" + last));
        words.add(Watched.class.getName());
        words.addAll(List.of("--data-dir", folder.resolve("data").toString()));
        words.addAll(List.of(command.split(" ", -1)));
        return new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private Path jar(String name) throws IOException {
        Path file = folder.resolve(name);
        try (var out = new JarOutputStream(Files.newOutputStream(file))) {
            out.putNextEntry(new ZipEntry("nothing"));
        }
        return file;
    }
}
