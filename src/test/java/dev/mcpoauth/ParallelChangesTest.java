package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands that change the same file at the same time.
final class ParallelChangesTest {
    private static final int MANY = 6;

    @TempDir Path folder;

    @Test
    void a_change_that_was_told_as_done_is_there() throws Exception {
        try (CliWorld world = new CliWorld(folder)) {
            Path client = folder.resolve("client.json");
            List<List<String>> commands = new ArrayList<>();
            String install = "client install n1 --for vscode --file " + client + " --server s";
            for (int i = 0; i < MANY; i++) {
                String set = "config set --project resources.s" + i + ".url http://127.0.0.1:1/s";
                commands.add(CliScript.words(set + i));
                commands.add(CliScript.words(install + i));
            }
            run(world, List.of(CliScript.words("client register --name notes --id n1")));
            run(world, commands);

            String settings = Files.readString(folder.resolve("mcp-oauth.json"));
            String installed = Files.readString(client);
            for (int i = 0; i < MANY; i++) {
                assertTrue(settings.contains("\"s" + i + "\""), settings);
                assertTrue(installed.contains("\"s" + i + "\""), installed);
            }
        }
    }

    @Test
    void so_are_providers_that_init_writes_and_what_the_user_allowed() throws Exception {
        try (CliWorld world = new CliWorld(folder)) {
            List<List<String>> commands = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                commands.add(
                        CliScript.words("init provider p" + i + " --spec-only --dir " + folder));
                commands.add(CliScript.words("init provider own --dir " + folder + "/f" + i));
            }
            run(world, commands);

            String settings = Files.readString(folder.resolve("mcp-oauth.json"));
            String trusted = Files.readString(world.data().resolve("trusted"));
            for (int i = 0; i < MANY; i++) {
                assertTrue(settings.contains("\"p" + i + "\""), settings);
                assertTrue(trusted.contains("f" + i + "/mcp-oauth.json"), trusted);
            }
        }
    }

    private static void run(CliWorld world, List<List<String>> commands) throws Exception {
        try (var threads = Executors.newFixedThreadPool(MANY)) {
            List<Future<CliWorld.Ended>> all =
                    commands.stream().map(c -> threads.submit(() -> world.run(c, ""))).toList();
            for (Future<CliWorld.Ended> each : all) {
                assertEquals(0, each.get().exit(), each.get().err());
            }
        }
    }
}
