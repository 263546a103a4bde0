package dev.mcpoauth.cli;

import dev.mcpoauth.config.RuntimeFiles;
import dev.mcpoauth.trace.Redactor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/// The loop of the shell: reads a line, runs it as a command line of its own, forgets it.
///
/// `exit`, `quit` and the end of the input end it; Ctrl-C gives the line up, or ends the command
/// that runs. What looks like a secret is not remembered. Lines of a file end as their last one, as
/// in every shell.
final class Repl {
    private static final int MOST_LINES = 500;

    private final Session session;
    private int last;

    Repl(Session session) {
        this.session = session;
    }

    int run() throws IOException {
        return session.terminal().asks() ? withPerson() : withoutPerson();
    }

    /// Lines of a file or another program: no prompt, no history.
    private int withoutPerson() {
        Optional<String> line = session.terminal().line();
        while (line.isPresent() && !one(words(new DefaultParser().parse(line.get(), 0)))) {
            line = session.terminal().line();
        }
        return last;
    }

    private int withPerson() throws IOException {
        try (Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build()) {
            LineReader reader = reader(terminal);
            session.terminal().say("exit or Ctrl-D ends");
            Thread here = Thread.currentThread();
            while (true) {
                try {
                    reader.readLine("mcp-oauth> ");
                    // the reader has a handler of its own, and takes it away with every line
                    Signals.register("INT", here::interrupt);
                    boolean ends = one(words(reader.getParsedLine()));
                    // a command that Ctrl-C found at its end leaves nothing to the next line
                    Thread.interrupted();
                    if (ends) {
                        return last == ExitCode.CLOSED_PIPE.number() ? last : 0;
                    }
                } catch (UserInterruptException e) {
                    // the line is given up, as in every shell
                    session.terminal().detail("interrupted");
                } catch (EndOfFileException e) {
                    return 0;
                }
            }
        }
    }

    private LineReader reader(Terminal terminal) throws IOException {
        return LineReaderBuilder.builder()
                .terminal(terminal)
                .history(new QuietHistory())
                .completer(new ShellCompleter(session))
                .variable(LineReader.HISTORY_SIZE, MOST_LINES)
                .variable(LineReader.HISTORY_FILE, historyFile())
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
    }

    private static List<String> words(ParsedLine line) {
        List<String> words = new ArrayList<>(line.words());
        words.removeIf(String::isBlank);
        if (!words.isEmpty() && words.getFirst().equals("mcp-oauth")) {
            words.removeFirst();
        }
        return words;
    }

    /// Runs one line with the places and answers of the shell's own line; true when it ends the
    /// shell.
    private boolean one(List<String> words) {
        if (words.isEmpty() || words.equals(List.of("shell"))) {
            return false;
        }
        if (words.equals(List.of("exit")) || words.equals(List.of("quit"))) {
            last = 0;
            return true;
        }
        List<String> line = own(words);
        line.addAll(words);
        last = new App(session.product(), session.terminal()).run(line.toArray(String[]::new));
        return last == ExitCode.CLOSED_PIPE.number();
    }

    /// The options of the shell's own line that this one does not name.
    private List<String> own(List<String> words) {
        GlobalOptions own = session.options();
        Map<String, @Nullable String> places = new LinkedHashMap<>();
        places.put("--config", own.config);
        places.put("--data-dir", own.dataDir);
        places.put("--store", own.store);
        List<String> line = new ArrayList<>();
        places.forEach((name, value) -> {
            if (value != null && !named(words, name)) {
                line.addAll(List.of(name, value));
            }
        });
        if (own.yes && !named(words, "--yes")) {
            line.add("--yes");
        }
        if (own.noInput && !named(words, "--no-input")) {
            line.add("--no-input");
        }
        return line;
    }

    private static boolean named(List<String> words, String option) {
        return words.stream().anyMatch(w -> w.equals(option) || w.startsWith(option + "="));
    }

    /// The history, private like everything of ours.
    private Path historyFile() throws IOException {
        RuntimeFiles files = session.settings(Map.of()).runtime();
        files.prepare();
        Path file = files.stem().resolveSibling("history");
        if (!Files.exists(file)) {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        return file;
    }

    /// A history that leaves out lines with something secret in them.
    static final class QuietHistory extends DefaultHistory {
        private final Redactor redactor = new Redactor();

        @Override
        public void add(Instant time, String line) {
            if (harmless(line)) {
                super.add(time, line);
            }
        }

        /// Nothing that looks like a token, and no long word that could be one.
        boolean harmless(String line) {
            boolean verify = line.matches(".*\\bverify\\b.*");
            boolean token = !redactor.text(line).equals(line);
            boolean query = !redactor.url(line).equals(line);
            boolean longWord = line.matches(".*(^|[\\s=])[A-Za-z0-9._~+-]{32,}($|\\s).*");
            return !(verify || token || query || longWord);
        }
    }
}
