package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `token exec` as a process of its own, such as the first one of a container.
final class TokenExecTest {
    private static final String COMMAND =
            "trap 'echo bye; exit 7' TERM; echo started; while :; do sleep 0.1; done";

    @TempDir Path folder;

    @Test
    void a_signal_that_ends_it_ends_the_command_and_how_that_ends_counts() throws Exception {
        try (CliWorld world = new CliWorld(folder)) {
            world.provider("demo");
            world.account("demo", "alice");
            List<String> words = OwnProcess.product();
            words.addAll(List.of("token", "exec", "demo", "--", "sh", "-c", COMMAND));
            for (String signal : List.of("TERM", "HUP")) {
                Process process = new PseudoTerminal(folder, world.env()).start(words);
                try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                    assertEquals("started", out.readLine());
                    String pid = "" + process.pid();
                    new ProcessBuilder("kill", "-" + signal, pid).start().waitFor();
                    assertTrue(process.waitFor(60, TimeUnit.SECONDS), signal);
                    assertEquals("bye", out.readLine());
                    assertEquals(7, process.exitValue());
                } finally {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                }
            }
        }
    }
}
