package dev.mcpoauth.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// What long work says, and to whom.
final class ProgressTest {
    private final StringWriter err = new StringWriter();

    @Test
    void a_person_sees_how_far_it_is_and_the_line_is_wiped_at_the_end() {
        Session session = session(true, new GlobalOptions());
        try (Progress progress = Progress.of(session, "copying")) {
            await("copying ... ");
            progress.at("copying clients", 5, 20);
            assertEquals("copying clients [#####---------------] 25%", progress.line());
            await("copying clients [#####---------------] 25%");
            progress.follow(() -> 40, 20);
            assertEquals("copying clients [####################] 100%", progress.line());
        }
        assertTrue(err.toString().endsWith("\r\u001b[K"), err.toString());
    }

    @Test
    void a_file_a_pipe_a_program_and_a_quiet_person_see_nothing() {
        GlobalOptions json = new GlobalOptions();
        json.json = true;
        GlobalOptions quiet = new GlobalOptions();
        quiet.quiet = true;
        for (Session each :
                new Session[] {
                    session(false, new GlobalOptions()), session(true, json), session(true, quiet)
                }) {
            assertEquals(false, each.terminal().animates());
            assertEquals("done", Progress.during(each, "working", () -> "done"));
        }
        assertEquals("", err.toString());
    }

    private void await(String text) {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!err.toString().contains(text)) {
            assertTrue(System.nanoTime() < end, () -> "never shown: " + text + " but " + err);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private Session session(boolean watched, GlobalOptions options) {
        Device device =
                new Device(
                        new BufferedReader(Reader.nullReader()),
                        watched,
                        watched,
                        watched,
                        Map.of("TERM", "xterm"));
        Terminal terminal =
                new Terminal(new PrintWriter(new StringWriter()), new PrintWriter(err), device);
        return new Session(
                new AppTest.Files(Path.of("nowhere")), terminal.obeying(options), options);
    }
}
