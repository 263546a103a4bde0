package dev.mcpoauth.cli;

import dev.mcpoauth.cli.CommandModel.Flag;
import dev.mcpoauth.cli.CommandModel.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Completion scripts for shells, written from the commands themselves.
///
/// Each script is the same table (what can follow each command) in the shell's own words, and asks
/// `mcp-oauth __complete` for the names of providers, accounts, clients and settings.
final class Completions {
    /// The shells that we write for.
    enum Shell {
        /// GNU bash 3.2 and newer.
        BASH("mcp-oauth.bash"),
        /// zsh.
        ZSH("_mcp-oauth"),
        /// fish.
        FISH("mcp-oauth.fish"),
        /// PowerShell 5 and newer.
        POWERSHELL("mcp-oauth.ps1");

        private final String file;

        Shell(String file) {
            this.file = file;
        }

        /// The usual name of the script.
        String file() {
            return file;
        }

        /// The name on the command line.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final String HEAD =
            "# Completion of mcp-oauth; generated from the commands by scripts/generate.\n";

    private final CommandModel root;

    Completions(CommandModel root) {
        this.root = root;
    }

    String script(Shell shell) {
        return switch (shell) {
            case BASH -> bash();
            case ZSH -> zsh();
            case FISH -> new FishCompletion(root).script(HEAD);
            case POWERSHELL -> powershell();
        };
    }

    /// Words after a command: commands below, or flags.
    private String words(CommandModel at) {
        List<String> words = new ArrayList<>();
        at.below().forEach(each -> words.add(each.name()));
        if (!at.path().isEmpty()) {
            at.flags().forEach(flag -> words.addAll(flag.names()));
        }
        return String.join(" ", words);
    }

    /// The flags of every command.
    private String everywhere() {
        return root.flags().stream()
                .flatMap(flag -> flag.names().stream())
                .collect(Collectors.joining(" "));
    }

    /// What the value of each flag may be, as lines of a shell's `case`.
    private List<String> values(String format) {
        List<String> lines = new ArrayList<>();
        for (CommandModel at : root.all()) {
            for (Flag flag : at.flags()) {
                if (flag.takesValue()) {
                    for (String name : flag.names()) {
                        lines.add(format.formatted(String.join(" ", at.path()), name, value(flag)));
                    }
                }
            }
        }
        return lines;
    }

    private static String value(Flag flag) {
        if (flag.live() != Live.NONE) {
            return "@" + flag.live().word();
        }
        if (flag.file()) {
            return "@files";
        }
        return flag.choices().isEmpty() ? "@any" : String.join(" ", flag.choices());
    }

    private static String positional(CommandModel at) {
        return at.parameters().stream().findFirst().map(Completions::value).orElse("");
    }

    private static String value(Parameter parameter) {
        if (parameter.live() != Live.NONE) {
            return "@" + parameter.live().word();
        }
        if (parameter.label().contains("FILE") || parameter.label().contains("DIR")) {
            return "@files";
        }
        return String.join(" ", parameter.choices());
    }

    /// The table: `path) follow='...'; names='...' ;;` and `path|--flag) value='...' ;;`.
    private String table(String indent) {
        return root.all().stream()
                .map(at ->
                        "%s'%s') follow='%s'; names='%s' ;;\n"
                                .formatted(
                                        indent,
                                        String.join(" ", at.path()),
                                        words(at),
                                        positional(at)))
                .collect(Collectors.joining());
    }

    private String valueTable(String indent) {
        return values(indent + "'%s|%s') value='%s' ;;\n").stream().collect(Collectors.joining());
    }

    private String filled(String template) {
        return resource(template)
                .replace("@TABLE@", table("    "))
                .replace("@VALUES@", valueTable("    "))
                .replace("@EVERYWHERE@", everywhere());
    }

    private String bash() {
        return HEAD + filled("bash");
    }

    private String zsh() {
        return "#compdef mcp-oauth\n" + HEAD + filled("zsh");
    }

    private String powershell() {
        String commands =
                root.all().stream()
                        .map(at ->
                                "    '%s' = @('%s', '%s')\n"
                                        .formatted(
                                                String.join(" ", at.path()),
                                                words(at),
                                                positional(at)))
                        .collect(Collectors.joining());
        String values = values("    '%s|%s' = '%s'\n").stream().collect(Collectors.joining());
        return HEAD
                + resource("ps1")
                        .replace("@TABLE@", commands)
                        .replace("@VALUES@", values)
                        .replace("@EVERYWHERE@", everywhere());
    }

    private static String resource(String name) {
        try (var in = Completions.class.getResourceAsStream("/completion/mcp-oauth." + name)) {
            if (in == null) {
                throw new IllegalStateException("the template of " + name + " is missing");
            }
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
