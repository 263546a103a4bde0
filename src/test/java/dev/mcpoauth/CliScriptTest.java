package dev.mcpoauth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs every script of `src/test/resources/cli`; `-Dcli.script=NAME` runs those whose name has it.
final class CliScriptTest {
    private static final Path SCRIPTS = Path.of("src/test/resources/cli");

    @TempDir Path folder;

    @ParameterizedTest(name = "{0}")
    @MethodSource("scripts")
    void a_script_does_what_it_says(String name) throws Exception {
        try (CliWorld world = new CliWorld(folder)) {
            new CliScript(Files.readString(SCRIPTS.resolve(name)), world).run();
        }
    }

    static List<String> scripts() throws IOException {
        String wanted = System.getProperty("cli.script", "");
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".txt") && name.contains(wanted))
                    .sorted()
                    .toList();
        }
    }
}
