package dev.mcpoauth.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The commands as data: what completions, man pages and the reference are written from.
///
/// @param path the words from the root to the command, without `mcp-oauth`
/// @param description what it does
/// @param synopsis how it is typed
/// @param flags its options, those of every command left out
/// @param parameters what follows
/// @param footer examples and remarks
/// @param exits its exit codes
/// @param below the commands under it
record CommandModel(
        List<String> path,
        List<String> description,
        String synopsis,
        List<Flag> flags,
        List<Parameter> parameters,
        List<String> footer,
        Map<String, String> exits,
        List<CommandModel> below) {
    /// An option.
    ///
    /// @param names its names, the longest last
    /// @param value what its value is called; empty when it takes none
    /// @param choices the values that it can have; empty when any
    /// @param live names that only the running program knows
    /// @param description what it does
    record Flag(
            List<String> names, String value, List<String> choices, Live live, String description) {
        boolean takesValue() {
            return !value.isEmpty();
        }

        boolean file() {
            return value.equals("FILE") || value.equals("DIR");
        }
    }

    /// A positional parameter.
    ///
    /// @param label what it is called
    /// @param live names that only the running program knows
    /// @param choices the values that it can have; empty when any
    /// @param description what it is
    record Parameter(String label, Live live, List<String> choices, String description) {}

    /// All commands, from the root.
    static CommandModel of(Session session) {
        CommandLine root = CommandTree.whole(session);
        HelpPages.fill(root.getCommandSpec());
        return of(root.getCommandSpec(), List.of());
    }

    private static CommandModel of(CommandSpec spec, List<String> path) {
        List<CommandModel> below = new ArrayList<>();
        spec.subcommands()
                .forEach((name, line) -> {
                    boolean itself = line.getCommandName().equals(name);
                    if (itself && !line.getCommandSpec().usageMessage().hidden()) {
                        List<String> longer = new ArrayList<>(path);
                        longer.add(name);
                        below.add(of(line.getCommandSpec(), longer));
                    }
                });
        return new CommandModel(
                List.copyOf(path),
                List.of(spec.usageMessage().description()),
                synopsis(spec, path),
                spec.options().stream()
                        .filter(option -> !option.hidden())
                        .filter(option -> path.isEmpty() || !option.inherited())
                        .map(option -> flag(option, path))
                        .toList(),
                spec.positionalParameters().stream()
                        .filter(parameter -> !parameter.hidden())
                        .map(parameter -> parameter(parameter, path))
                        .toList(),
                List.of(spec.usageMessage().footer()),
                new LinkedHashMap<>(spec.usageMessage().exitCodeList()),
                below);
    }

    /// The options of every command are left out: they would hide the few that matter.
    private static String synopsis(CommandSpec spec, List<String> path) {
        StringBuilder line = new StringBuilder("mcp-oauth");
        path.forEach(word -> line.append(' ').append(word));
        line.append(" [OPTIONS]");
        for (OptionSpec option : spec.options()) {
            if (option.required()) {
                line.append(' ')
                        .append(option.longestName())
                        .append(' ')
                        .append(option.paramLabel());
            }
        }
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            String label = parameter.paramLabel();
            line.append(' ').append(parameter.required() ? label : "[" + label + "]");
            line.append(parameter.arity().max() > 1 ? "..." : "");
        }
        return spec.subcommands().isEmpty() ? line.toString() : line + " COMMAND";
    }

    private static Flag flag(OptionSpec option, List<String> path) {
        // a value that may be left out comes after "=" only: the next word is another one
        String value = option.arity().min() == 0 ? "" : option.paramLabel().replaceAll("[<>]", "");
        return new Flag(
                List.of(option.names()),
                value,
                choices(option.completionCandidates()),
                Live.of(value, path),
                String.join(" ", option.description()));
    }

    private static Parameter parameter(PositionalParamSpec parameter, List<String> path) {
        String label = parameter.paramLabel();
        return new Parameter(
                label,
                Live.of(label, path),
                choices(parameter.completionCandidates()),
                String.join(" ", parameter.description()));
    }

    private static List<String> choices(@org.jspecify.annotations.Nullable Iterable<String> all) {
        List<String> choices = new ArrayList<>();
        if (all != null) {
            all.forEach(choices::add);
        }
        return choices;
    }

    /// This command and all below it.
    List<CommandModel> all() {
        List<CommandModel> all = new ArrayList<>();
        all.add(this);
        below.forEach(each -> all.addAll(each.all()));
        return all;
    }

    /// The last word.
    String name() {
        return path.isEmpty() ? "mcp-oauth" : path.getLast();
    }

    /// The whole command, with blanks.
    String line() {
        return path.isEmpty() ? "mcp-oauth" : "mcp-oauth " + String.join(" ", path);
    }

    /// One sentence for lists.
    String summary() {
        return description.isEmpty() ? "" : description.getFirst().replace("%n", " ");
    }
}
