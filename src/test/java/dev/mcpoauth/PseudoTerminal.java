package dev.mcpoauth;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Runs the program as a process of its own, in a real pseudo-terminal (util-linux `script`, on
/// every Linux) or with plain pipes.
final class PseudoTerminal {
    private static final long PATIENCE_SECONDS = 120;

    /// More than enough for what lies in a pipe, unless somebody else still has its other end.
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    private final Path folder;
    private final Map<String, String> env;

    PseudoTerminal(Path folder, Map<String, String> env) {
        this.folder = folder;
        this.env = Map.copyOf(env);
    }

    /// Something that is typed once the screen shows a text; `^C` is Ctrl-C, `^D` the end.
    ///
    /// @param text what is typed
    /// @param after what the screen must show before; empty means at once
    /// @param made makes the text from group 1 of what was awaited
    record Typed(String text, String after, UnaryOperator<String> made) {
        Typed(String text, String after) {
            this(text, after, found -> text);
        }
    }

    /// Runs `mcp-oauth` in a terminal; what a person sees is in `out`.
    CliWorld.Ended run(List<String> args, List<Typed> typing) throws Exception {
        List<String> words = OwnProcess.product();
        words.addAll(args);
        // a build that runs in the background ignores Ctrl-C, and so would what it starts
        StringBuilder line = new StringBuilder("exec env --default-signal=INT");
        words.forEach(word -> line.append(" '").append(word.replace("'", "'\\''")).append('\''));
        return follow(start(List.of("script", "-qefc", line.toString(), "/dev/null")), typing);
    }

    /// Runs `mcp-oauth` without a terminal.
    CliWorld.Ended piped(List<String> args) throws Exception {
        List<String> words = OwnProcess.product();
        words.addAll(args);
        return pipe(words);
    }

    /// The same with a stdout that is a full disk.
    CliWorld.Ended full(List<String> args) throws Exception {
        return inShell("exec \"$@\" >/dev/full", args);
    }

    /// The same with a stdout that nobody reads.
    CliWorld.Ended closed(List<String> args) throws Exception {
        String line = "code=$(mktemp); { \"$@\"; echo $? >\"$code\"; } | :; exit $(cat \"$code\")";
        return inShell(line, args);
    }

    private CliWorld.Ended inShell(String line, List<String> args) throws Exception {
        List<String> words = new ArrayList<>(List.of("sh", "-c", line, "sh"));
        words.addAll(OwnProcess.product());
        words.addAll(args);
        return pipe(words);
    }

    /// Runs any command without a terminal.
    CliWorld.Ended pipe(List<String> words) throws Exception {
        return follow(start(words), List.of());
    }

    Process start(List<String> words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.matches("NO_COLOR|CLICOLOR.*|BROWSER"));
        builder.environment().putAll(env);
        return builder.start();
    }

    private static CliWorld.Ended follow(Process process, List<Typed> typing) throws Exception {
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Thread reading = Thread.ofVirtual().start(() -> copy(process.getInputStream(), screen));
        Thread errors = Thread.ofVirtual().start(() -> copy(process.getErrorStream(), err));
        try (OutputStream keyboard = process.getOutputStream()) {
            for (Typed typed : typing) {
                String found = await(screen, typed.after(), process);
                keyboard.write(keys(typed.made().apply(found)));
                keyboard.flush();
            }
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("does not end; the screen shows:\n" + screen);
            }
            // destroying closes the streams, also those of a process that has ended: what it wrote
            // last would be lost
            reading.join(LAST_WORDS);
            errors.join(LAST_WORDS);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        reading.join();
        errors.join();
        String shown = screen.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
        return new CliWorld.Ended(process.exitValue(), shown, err.toString(StandardCharsets.UTF_8));
    }

    private static byte[] keys(String text) {
        return switch (text) {
            case "^C" -> new byte[] {3};
            case "^D" -> new byte[] {4};
            default -> (text + "\n").getBytes(StandardCharsets.UTF_8);
        };
    }

    private static String await(ByteArrayOutputStream screen, String text, Process process)
            throws InterruptedException {
        Pattern wanted = Pattern.compile(text, Pattern.MULTILINE);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        Matcher found = wanted.matcher(screen.toString(StandardCharsets.UTF_8));
        while (!found.find()) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new AssertionError("never shown: " + text + "\nthe screen:\n" + screen);
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
            found = wanted.matcher(screen.toString(StandardCharsets.UTF_8));
        }
        return found.groupCount() > 0 ? found.group(1) : "";
    }

    private static void copy(InputStream from, OutputStream to) {
        try (from) {
            from.transferTo(to);
        } catch (IOException e) {
            // a terminal ends with an error when its last program has gone
            return;
        }
    }
}
