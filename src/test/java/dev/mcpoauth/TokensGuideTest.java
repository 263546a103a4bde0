package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Types what docs/scripts.md shows, in order, into a shell, and compares what the page shows
/// below.
final class TokensGuideTest {
    private static final Path GUIDE = Path.of("docs/scripts.md");
    private static final String SIMPLE = "mcp-oauth [A-Za-z0-9 :/._-]+";

    @TempDir Path folder = Path.of("");

    /// A command of the page and the lines below it.
    private record Shown(String command, List<String> lines) {}

    @Test
    void every_command_of_the_guide_does_what_the_guide_shows() throws Exception {
        List<Shown> all = commands();
        assertTrue(all.size() > 12, "the guide has commands");
        try (CliWorld world = new CliWorld(folder)) {
            world.provider("demo");
            world.account("demo", "alice");
            for (Shown each : all) {
                CliWorld.Ended ended = run(world, each.command());
                if (!each.lines().isEmpty()) {
                    assertEquals(each.lines(), ended.out().lines().toList(), each.command());
                }
            }
        }
    }

    private CliWorld.Ended run(CliWorld world, String command) throws Exception {
        boolean plain = command.matches(SIMPLE);
        CliWorld.Ended ended =
                plain
                        ? world.run(CliScript.words(command).subList(1, words(command)), "")
                        : new PseudoTerminal(folder, environment(world))
                                .pipe(List.of("sh", "-c", command));
        assertEquals(0, ended.exit(), command + "\n" + ended.err());
        return ended;
    }

    private static int words(String command) {
        return CliScript.words(command).size();
    }

    private Map<String, String> environment(CliWorld world) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        if (Files.notExists(bin.resolve("mcp-oauth"))) {
            OwnProcess.install(bin);
        }
        Map<String, String> env = new LinkedHashMap<>(world.env());
        env.put("PATH", bin + ":" + System.getenv("PATH"));
        env.put("SERVICE", world.service().baseUrl());
        return env;
    }

    private static List<Shown> commands() throws IOException {
        List<Shown> all = new ArrayList<>();
        boolean console = false;
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(GUIDE)) {
            if (line.startsWith("```")) {
                console = line.equals("```console");
            } else if (console && line.startsWith("$ ")) {
                lines = new ArrayList<>();
                all.add(new Shown(line.substring(2), lines));
            } else if (console) {
                lines.add(line);
            }
        }
        return all;
    }
}
