package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One script of `src/test/resources/cli`: commands and what they must do, line by line.
///
/// | line | meaning |
/// |---|---|
/// | `# text` | a remark |
/// | `$ mcp-oauth ...` | the command ends with 0 |
/// | `! 3 mcp-oauth ...` | it ends with 3 |
/// | `tty mcp-oauth ...`, `tty 3 mcp-oauth ...` | the same in a real pseudo-terminal |
/// | `run mcp-oauth ...`, `run 3 mcp-oauth ...` | the same as a process with pipes |
/// | `person mcp-oauth ...`, `person 7 mcp-oauth ...` | in this process, for a person who answers |
/// | `full mcp-oauth ...`, `full-process ...` | stdout is a full disk: it ends with 1 and says so |
/// | `closed mcp-oauth ...`, `closed-process ...` | nobody reads stdout: it ends with 141 |
/// | `kept mcp-oauth ...` | ends with 6 when the store is held, with 4 when it does not answer |
/// | `< text` | typed into the next command; `< ^C after REGEX` waits for the screen |
/// | `< PASTE USER after REGEX` | logs in at the address in group 1, types where that ends |
/// | `< CODE USER after REGEX` | types the code in group 1 at the service |
/// | `stdout REGEX`, `stderr REGEX` | found in what the last command wrote; `! stdout` not found |
/// | `> text` | the next line of stdout is exactly this; `>` alone: an empty one, or no more |
/// | `let NAME REGEX` | keeps group 1 of stdout; `{{NAME}}` is it from then on |
/// | `env NAME=VALUE` | for all commands that follow |
/// | `file PATH REGEX` | the file's text; `mode PATH rw-------` its permissions |
/// | `provider`, `account`, `broker`, `service`, `clock`, `newer`, ... | see [CliProps] |
/// | `-- PATH --` | at the end: what the file holds before the first command |
///
/// `{{dir}}`, `{{data}}`, `{{issuer}}` and `{{service}}` are the folder, the data folder, the
/// broker and the pretend service.
final class CliScript {
    private static final Pattern WORD =
            Pattern.compile("'([^']*)'|\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s'\"]+)|(\\s+)");

    private static final String NO_SERVER = "jdbc:postgresql://127.0.0.1:1/nobody?user=me";

    private final String text;
    private final CliWorld world;
    private final CliProps props;
    private final Map<String, String> names = new LinkedHashMap<>();
    private final List<PseudoTerminal.Typed> typed = new ArrayList<>();
    private CliWorld.Ended last = new CliWorld.Ended(0, "", "");
    private List<String> unread = List.of();

    CliScript(String text, CliWorld world) {
        this.text = text;
        this.world = world;
        this.props = new CliProps(world, names);
        names.put("dir", world.folder().toString());
        names.put("data", world.data().toString());
        names.put("issuer", world.issuer());
    }

    void run() throws Exception {
        String[] parts = text.split("(?m)^-- (?=[^ ]+ --$)", -1);
        for (int i = 1; i < parts.length; i++) {
            int end = parts[i].indexOf(" --\n");
            Path file = world.folder().resolve(parts[i].substring(0, end));
            Files.createDirectories(file.getParent());
            Files.writeString(file, fill(parts[i].substring(end + " --\n".length())));
        }
        int number = 0;
        for (String line : parts[0].lines().toList()) {
            number++;
            try {
                step(line);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "line %d: %s\n%s\n--- exit %d, stdout:\n%s--- stderr:\n%s"
                                .formatted(
                                        number,
                                        line,
                                        e.getMessage(),
                                        last.exit(),
                                        last.out(),
                                        last.err()),
                        e);
            }
        }
    }

    private void step(String raw) throws Exception {
        String line = fill(raw);
        String[] halves = line.split(" ", 2);
        String rest = halves.length > 1 ? halves[1] : "";
        switch (halves[0]) {
            case "", "#" -> {}
            case "$" -> command(0, rest);
            case "tty", "run" -> asProcess(halves[0], rest);
            case "person" -> withPerson(rest);
            case "full" -> broken(1, "No space left on device", rest);
            case "closed" -> broken(141, "Broken pipe", rest);
            case "full-process" -> ended(1, outside().full(arguments(rest)));
            case "closed-process" -> ended(141, outside().closed(arguments(rest)));
            case "kept" -> kept(arguments(rest));
            case "!" -> negated(rest);
            case "<" -> type(rest);
            case ">" -> exactly(rest);
            case "stdout" -> found(last.out(), rest, true);
            case "stderr" -> found(last.err(), rest, true);
            case "let" -> {
                if (rest.equals("go")) {
                    props.letGo();
                } else {
                    let(rest);
                }
            }
            case "file" ->
                    found(
                            Files.readString(world.folder().resolve(rest.split(" ", 2)[0])),
                            rest.split(" ", 2)[1],
                            true);
            case "mode" -> mode(rest);
            default -> props.arrange(halves[0], rest);
        }
    }

    private void negated(String rest) throws Exception {
        String[] halves = rest.split(" ", 2);
        switch (halves[0]) {
            case "stdout" -> found(last.out(), halves[1], false);
            case "stderr" -> found(last.err(), halves[1], false);
            default -> command(Integer.parseInt(halves[0]), halves[1]);
        }
    }

    private void command(int exit, String line) {
        ended(exit, world.run(arguments(line), input()));
        boolean explains = exit > 0 && exit < 7 && !line.contains(" -- ");
        if (explains) {
            found(last.err(), "^  run: \\S|\"hint\":\"|^use: |: HTTP", true);
        }
    }

    /// What is typed at once, as a file or another program gives it.
    private String input() {
        StringBuilder input = new StringBuilder();
        typed.forEach(each -> input.append(each.text()).append('\n'));
        typed.clear();
        return input.toString();
    }

    private void broken(int exit, String trouble, String line) {
        ended(exit, world.runWithout(trouble, arguments(line), input()));
        found(last.err(), "cannot write to the standard output: " + trouble, exit == 1);
    }

    /// Asked with a store that another process holds, and then with one that does not answer.
    private void kept(List<String> arguments) throws SQLException {
        String input = input();
        props.hold("data/mcp-oauth.db", false);
        ended(ExitCode.CONFLICT, world.run(before(arguments, "--timeout", "0"), input));
        props.letGo();
        found(last.err(), "^error: .* is held by another process$", true);
        found(last.err(), "^  run: lsof ", true);
        ended(ExitCode.UNREACHABLE, world.run(before(arguments, "--store", NO_SERVER), input));
    }

    private static List<String> before(List<String> arguments, String... flag) {
        List<String> all = new ArrayList<>(List.of(flag));
        all.addAll(arguments);
        return all;
    }

    private void withPerson(String rest) {
        Expected expected = Expected.of(rest);
        ended(expected.exit(), world.runForPerson(arguments(expected.line()), input()));
    }

    private void asProcess(String how, String rest) throws Exception {
        Expected expected = Expected.of(rest);
        List<PseudoTerminal.Typed> typing = List.copyOf(typed);
        typed.clear();
        List<String> words = arguments(expected.line());
        ended(
                expected.exit(),
                how.equals("tty") ? outside().run(words, typing) : outside().piped(words));
    }

    /// A command line with the exit code before it, when that is not 0.
    private record Expected(int exit, String line) {
        static Expected of(String rest) {
            boolean plain = rest.startsWith("mcp-oauth");
            String[] halves = rest.split(" ", 2);
            return plain
                    ? new Expected(0, rest)
                    : new Expected(Integer.parseInt(halves[0]), halves[1]);
        }
    }

    private PseudoTerminal outside() {
        return new PseudoTerminal(world.folder(), world.env());
    }

    private void ended(ExitCode exit, CliWorld.Ended ended) {
        ended(exit.number(), ended);
    }

    private void ended(int exit, CliWorld.Ended ended) {
        last = ended;
        unread = ended.out().lines().toList();
        assertEquals(exit, ended.exit(), "the exit code");
    }

    private static List<String> arguments(String line) {
        List<String> words = words(line);
        assertEquals("mcp-oauth", words.getFirst(), "the command");
        return words.subList(1, words.size());
    }

    /// Splits as a shell does: blanks separate, quotes keep together, nothing is replaced.
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean any = false;
        Matcher part = WORD.matcher(line);
        while (part.find()) {
            if (part.group(4) != null) {
                if (any) {
                    words.add(word.toString());
                }
                word.setLength(0);
                any = false;
                continue;
            }
            any = true;
            for (int i = 1; i <= 3; i++) {
                String value = part.group(i);
                word.append(value == null ? "" : i == 2 ? value.replace("\\\"", "\"") : value);
            }
        }
        if (any) {
            words.add(word.toString());
        }
        return words;
    }

    private void type(String rest) {
        String[] halves = rest.split(" after ", 2);
        String after = halves.length > 1 ? halves[1] : "";
        if (halves[0].startsWith("PASTE ")) {
            String user = halves[0].substring("PASTE ".length());
            typed.add(
                    new PseudoTerminal.Typed("", after, address -> world.elsewhere(address, user)));
            return;
        }
        if (halves[0].startsWith("CODE ")) {
            String user = halves[0].substring("CODE ".length());
            typed.add(new PseudoTerminal.Typed("", after, code -> world.code(code, user)));
            return;
        }
        typed.add(new PseudoTerminal.Typed(halves[0], after));
    }

    private void exactly(String expected) {
        if (expected.isEmpty() && (unread.isEmpty() || !unread.getFirst().isEmpty())) {
            assertEquals(List.of(), unread, "the rest of stdout");
            return;
        }
        assertTrue(!unread.isEmpty(), "stdout has no more lines");
        assertEquals(expected, unread.getFirst());
        unread = unread.subList(1, unread.size());
    }

    private static void found(String where, String regex, boolean wanted) {
        boolean found = Pattern.compile(regex, Pattern.MULTILINE).matcher(where).find();
        assertEquals(wanted, found, wanted ? "not found" : "found");
    }

    private void let(String rest) {
        String[] halves = rest.split(" ", 2);
        Matcher found = Pattern.compile(halves[1], Pattern.MULTILINE).matcher(last.out());
        assertTrue(found.find(), "not found");
        names.put(halves[0], found.group(1));
    }

    private void mode(String rest) throws IOException {
        String[] halves = rest.split(" ", 2);
        var permissions = Files.getPosixFilePermissions(world.folder().resolve(halves[0]));
        assertEquals(halves[1], java.nio.file.attribute.PosixFilePermissions.toString(permissions));
    }

    private String fill(String line) {
        String filled = line;
        for (Map.Entry<String, String> name : names.entrySet()) {
            filled = filled.replace("{{" + name.getKey() + "}}", name.getValue());
        }
        return filled;
    }
}
