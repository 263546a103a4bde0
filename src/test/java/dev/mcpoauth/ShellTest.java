package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.PseudoTerminal.Typed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `shell`: the same commands, a history without secrets, and an end.
final class ShellTest {
    @TempDir Path folder;

    @Test
    void lines_of_a_pipe_are_commands_until_exit() throws Exception {
        try (CliWorld world = new CliWorld(folder)) {
            CliWorld.Ended ended =
                    world.run(
                            List.of("shell"),
                            """
                            config get listen.port
                            mcp-oauth config get registration

                            nonsense
                            exit
                            config get database
                            """);
            assertEquals(0, ended.exit(), ended.err());
            assertEquals("8787\nopen\n", ended.out());
            assertTrue(ended.err().contains("no command nonsense"), ended.err());
        }
    }

    @Test
    void a_line_takes_the_places_and_answers_of_the_shell_or_its_own() throws Exception {
        try (CliWorld world = new CliWorld(folder)) {
            CliWorld.Ended ended =
                    world.run(
                            List.of(
                                    "shell",
                                    "--yes",
                                    "--data-dir",
                                    folder.resolve("here").toString()),
                            """
                            client register --name a --id a
                            db recheck
                            client list -o plain --data-dir FOLDER/here
                            client list -o plain --data-dir=FOLDER/there
                            """
                                    .replace("FOLDER", folder.toString()));
            assertEquals(0, ended.exit(), ended.err());
            assertTrue(ended.out().endsWith("a\ta\tpublic\tcli\n"), ended.out());
            assertFalse(ended.err().contains("error"), ended.err());
        }
    }

    @Test
    void in_a_terminal_it_completes_remembers_what_is_harmless_and_ends_with_ctrl_d()
            throws Exception {
        try (CliWorld world = new CliWorld(folder)) {
            inTerminal(
                    world,
                    new Typed("config get listen.port", "mcp-oauth> "),
                    new Typed("client list --nonsense mcpo_at_x.y", "8787"),
                    new Typed("^D", "unknown option"));
            Path history = world.data().resolve("run/history");
            String kept = Files.readString(history);
            assertTrue(kept.contains("config get listen.port"), kept);
            assertFalse(kept.contains("mcpo_at_"), kept);
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(history)));
        }
    }

    @Test
    void ctrl_c_ends_the_command_and_not_the_shell() throws Exception {
        try (CliWorld world = new CliWorld(folder)) {
            world.provider("demo");
            world.account("demo", "alice");
            inTerminal(
                    world,
                    new Typed("token watch", "mcp-oauth> "),
                    new Typed("^C", "\"present\""),
                    new Typed("config get registration", "interrupted"),
                    new Typed("^D", "^open"));
        }
    }

    /// The shell in a terminal, which must end well.
    private void inTerminal(CliWorld world, Typed... typed) throws Exception {
        Map<String, String> env = new HashMap<>(world.env());
        env.put("TERM", "dumb");
        CliWorld.Ended ended =
                new PseudoTerminal(folder, env).run(List.of("shell"), List.of(typed));
        assertEquals(0, ended.exit(), ended.out());
    }
}
