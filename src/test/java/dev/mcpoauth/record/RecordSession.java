package dev.mcpoauth.record;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Runs commands in a pseudo-terminal and writes what a person saw, and when, as an animated SVG.
///
/// `RecordSession FILE FOLDER COMMAND...`; FOLDER is where the commands run. Needs nothing but the
/// JDK and `script` of util-linux, so that it can be started from its source.
public final class RecordSession {
    /// Longer waits are shown this long: the reader did not start the program.
    private static final Duration LONGEST = Duration.ofMillis(900);

    private static final Duration TYPING = Duration.ofMillis(1200);

    /// One line of the terminal.
    ///
    /// @param text with its colours as the terminal got them
    /// @param at milliseconds from the start at which it is shown
    record Line(String text, long at, boolean typed) {}

    private final List<Line> lines = new ArrayList<>();
    private Duration now = Duration.ZERO;

    private RecordSession() {}

    /// Records the commands; ends with 1 when one of them fails.
    ///
    /// @param args the SVG to write, the folder to run in, then the commands
    public static void main(String[] args) throws IOException, InterruptedException {
        RecordSession session = new RecordSession();
        for (int i = 2; i < args.length; i++) {
            session.run(args[i], Path.of(args[1]));
        }
        Files.writeString(Path.of(args[0]), new TerminalPicture(session.lines).svg());
    }

    private void run(String command, Path folder) throws IOException, InterruptedException {
        lines.add(new Line("$ " + command, now.toMillis(), true));
        now = now.plus(TYPING);
        Process process =
                new ProcessBuilder("script", "-qefc", command, "/dev/null")
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        Instant before = Instant.now();
        try (BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                Duration waited = Duration.between(before, Instant.now());
                now = now.plus(waited.compareTo(LONGEST) > 0 ? LONGEST : waited);
                before = Instant.now();
                lines.add(new Line(line, now.toMillis(), false));
            }
        }
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + " ended with " + process.exitValue());
        }
        lines.add(new Line("", now.toMillis(), false));
        now = now.plus(LONGEST);
    }
}
