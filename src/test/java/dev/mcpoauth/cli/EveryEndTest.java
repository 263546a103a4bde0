package dev.mcpoauth.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every command has a script for every way in which its help says that it can end, and its help
/// says every way in which a script shows that it ends. `CliScriptTest` runs the scripts.
final class EveryEndTest {
    private static final Path SCRIPTS = Path.of("src/test/resources/cli");
    private static final Pattern LINE =
            Pattern.compile(
                    "(\\$|!|tty|run|person|full|closed|full-process|closed-process|kept)"
                            + " (?:(\\d+) )?mcp-oauth ?(.*)");

    @Test
    void each_exit_code_that_a_help_tells_is_shown_by_a_script_and_no_other() throws IOException {
        Map<String, TreeSet<Integer>> told = new TreeMap<>();
        Map<String, TreeSet<Integer>> shown = new TreeMap<>();
        CommandModel root = CommandModel.of(session());
        root.all().stream()
                .filter(each -> each.below().isEmpty())
                .forEach(each -> {
                    told.put(each.line(), new TreeSet<>());
                    each.exits().keySet().forEach(c -> told.get(each.line()).add(number(c)));
                    shown.put(each.line(), new TreeSet<>());
                });
        for (String line : lines()) {
            Matcher matched = LINE.matcher(line);
            if (matched.matches()) {
                TreeSet<Integer> ends = shown.get(command(root, matched.group(3)));
                if (ends != null) {
                    ends.addAll(exits(matched));
                }
            }
        }
        List<String> wrong = new ArrayList<>();
        told.forEach((command, codes) -> {
            TreeSet<Integer> missing = new TreeSet<>(codes);
            missing.removeAll(shown.get(command));
            TreeSet<Integer> untold = new TreeSet<>(shown.get(command));
            untold.removeAll(codes);
            if (!missing.isEmpty()) {
                wrong.add(command + ": no script ends with " + missing);
            }
            if (!untold.isEmpty() && !passesOn(command)) {
                wrong.add(command + ": its help does not tell of " + untold);
            }
        });
        assertEquals("", String.join("\n", wrong));
    }

    /// Ends as something else ends, with any code.
    private static boolean passesOn(String command) {
        return List.of("mcp-oauth token exec", "mcp-oauth shell").contains(command);
    }

    private static List<Integer> exits(Matcher line) {
        String code = line.group(2);
        return switch (line.group(1)) {
            case "full", "full-process" -> List.of(1);
            case "closed", "closed-process" -> List.of(141);
            case "kept" -> List.of(4, 6);
            default -> List.of(code == null ? 0 : number(code));
        };
    }

    private static int number(String code) {
        return Integer.parseInt(code);
    }

    /// The command that these words name; an alias counts for the command itself.
    private static String command(CommandModel root, String words) {
        CommandModel at = root;
        for (String word : words.split(" ", -1)) {
            CommandModel here = at;
            at =
                    at.below().stream()
                            .filter(each -> each.name().equals(word))
                            .findFirst()
                            .orElse(here);
        }
        return at.line();
    }

    private static List<String> lines() throws IOException {
        List<String> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".txt")).toList()) {
                // what comes after the first file in it is no command
                all.addAll(
                        Files.readString(file)
                                .split("(?m)^-- (?=[^ ]+ --$)", -1)[0]
                                .lines()
                                .toList());
            }
        }
        return all;
    }

    private static Session session() {
        Terminal terminal =
                new Terminal(
                        new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));
        return new Session(new AppTest.Files(Path.of("nowhere")), terminal, new GlobalOptions());
    }
}
