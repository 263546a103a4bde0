package dev.mcpoauth.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;

/// Every command explains itself: the whole tree is walked.
final class HelpTest {
    /// A command of ours in an example, up to what the shell takes for itself.
    private static final Pattern OURS = Pattern.compile("mcp-oauth(( [^|><()]*)?)");

    @Test
    void every_command_says_what_it_does_how_it_is_typed_and_how_it_ends() {
        List<String> poor = new ArrayList<>();
        for (CommandLine each : leaves(root())) {
            var spec = each.getCommandSpec();
            String name = spec.qualifiedName();
            String[] said = spec.usageMessage().description();
            if (said.length == 0 || !said[0].matches("[A-Z{].*[.:,]")) {
                poor.add(name + ": no sentence says what it does: " + List.of(said));
            }
            List<String> footer = List.of(spec.usageMessage().footer());
            boolean own = footer.stream().anyMatch(line -> line.matches(".*\\b" + name + "\\b.*"));
            if (!footer.contains("Examples:") || !own) {
                poor.add(name + ": no example with its own name");
            }
            Set<String> exits = spec.usageMessage().exitCodeList().keySet();
            if (!exits.containsAll(List.of("0", "1", "2", "141"))) {
                poor.add(name + ": exit codes " + exits);
            }
        }
        assertEquals("", String.join("\n", poor));
    }

    @Test
    void every_option_and_argument_is_described_by_a_sentence() {
        List<String> poor = new ArrayList<>();
        for (CommandLine each : leaves(root())) {
            var spec = each.getCommandSpec();
            Stream.<ArgSpec>concat(spec.options().stream(), spec.positionalParameters().stream())
                    .forEach(arg -> {
                        String text = String.join(" ", arg.description());
                        if (!text.matches(".{8,}[.)]")) {
                            poor.add(spec.qualifiedName() + " " + arg + ": '" + text + "'");
                        }
                    });
        }
        assertEquals("", String.join("\n", poor));
    }

    @Test
    void every_group_and_the_root_list_their_commands() {
        List<CommandLine> groups = new ArrayList<>(root().getSubcommands().values());
        groups.removeIf(each -> each.getSubcommands().isEmpty());
        assertTrue(groups.size() >= 9, "groups");
        for (CommandLine each : groups) {
            String help = each.getUsageMessage(CommandLine.Help.Ansi.OFF);
            each.getSubcommands()
                    .forEach((name, below) ->
                            assertTrue(
                                    help.lines()
                                            .anyMatch(line -> line.matches(" +" + name + " .*")),
                                    () -> each.getCommandSpec().qualifiedName() + " " + name));
        }
    }

    @Test
    void every_example_is_a_line_that_the_program_takes() {
        List<String> wrong = new ArrayList<>();
        int lines = 0;
        for (CommandLine each : leaves(root())) {
            for (String example : each.getCommandSpec().usageMessage().footer()) {
                Matcher ours = OURS.matcher(example);
                while (example.startsWith("  ") && ours.find()) {
                    lines++;
                    problem(ours.group(1)).ifPresent(why -> wrong.add(example + ": " + why));
                }
            }
        }
        assertEquals("", String.join("\n", wrong));
        assertTrue(lines > 80, "there are examples: " + lines);
    }

    private static java.util.Optional<String> problem(String line) {
        String[] words =
                Pattern.compile("'[^']*'|\"[^\"]*\"|[^ ]+")
                        .matcher(whole(line.replace("%%", "%")))
                        .results()
                        .map(word -> word.group().replaceAll("^['\"]|['\"]$", ""))
                        .toArray(String[]::new);
        try {
            CommandLine tree = CommandTree.of(session(), words);
            tree.registerConverter(Duration.class, dev.mcpoauth.config.Durations::parse);
            tree.setCaseInsensitiveEnumValuesAllowed(true);
            tree.parseArgs(words);
            return java.util.Optional.empty();
        } catch (ParameterException e) {
            return java.util.Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /// Without the line's own end, and the end of a quote that began before the command.
    private static String whole(String line) {
        String text = line.replaceFirst(" *\\\\$", "");
        boolean open = text.replaceAll("[^'\"]", "").length() % 2 == 1;
        return open ? text.replaceFirst("['\"]$", "") : text;
    }

    private static CommandLine root() {
        CommandLine root = CommandTree.whole(session());
        HelpPages.fill(root.getCommandSpec());
        return root;
    }

    private static List<CommandLine> leaves(CommandLine command) {
        if (command.getSubcommands().isEmpty()) {
            boolean hidden = command.getCommandSpec().usageMessage().hidden();
            return hidden ? List.of() : List.of(command);
        }
        List<CommandLine> all = new ArrayList<>();
        command.getSubcommands().values().stream()
                .filter(below -> !below.getCommandSpec().usageMessage().hidden())
                .forEach(below -> all.addAll(leaves(below)));
        return all;
    }

    private static Session session() {
        Terminal terminal =
                new Terminal(
                        new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));
        return new Session(new AppTest.Files(Path.of("nowhere")), terminal, new GlobalOptions());
    }
}
