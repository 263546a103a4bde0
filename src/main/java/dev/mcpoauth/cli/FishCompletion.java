package dev.mcpoauth.cli;

import dev.mcpoauth.cli.CommandModel.Flag;
import dev.mcpoauth.cli.CommandModel.Parameter;

/// The completion script of fish, which shows descriptions.
final class FishCompletion {
    private final CommandModel root;

    FishCompletion(CommandModel root) {
        this.root = root;
    }

    String script(String head) {
        StringBuilder script = new StringBuilder(head);
        script.append(
                """
                function __mcp_oauth_at
                    set -l path
                    for word in (commandline -opc)[2..]
                        string match -q -- '-*' $word; or set -a path $word
                    end
                    test "$path" = "$argv"; and return 0
                    test -n "$argv[1]"; and string match -q -- "$argv *" "$path"
                end
                complete -c mcp-oauth -f
                """);
        root.flags().forEach(flag -> flag(script, "", flag));
        for (CommandModel at : root.all()) {
            String path = String.join(" ", at.path());
            at.below()
                    .forEach(each ->
                            line(
                                    script,
                                    path,
                                    "-a " + each.name() + " -d " + quoted(each.summary())));
            if (!at.path().isEmpty()) {
                at.flags().forEach(flag -> flag(script, path, flag));
            }
            at.parameters().stream().limit(1).forEach(p -> parameter(script, path, p));
        }
        return script.toString();
    }

    private static void flag(StringBuilder script, String path, Flag flag) {
        StringBuilder words = new StringBuilder();
        for (String name : flag.names()) {
            words.append(
                            name.startsWith("--")
                                    ? "-l " + name.substring(2)
                                    : "-s " + name.substring(1))
                    .append(' ');
        }
        if (flag.file()) {
            words.append("-rF ");
        } else if (flag.takesValue()) {
            words.append("-r ");
        }
        if (flag.live() != Live.NONE) {
            words.append("-a '(mcp-oauth __complete ").append(flag.live().word()).append(")' ");
        } else if (!flag.choices().isEmpty()) {
            words.append("-a ").append(quoted(String.join(" ", flag.choices()))).append(' ');
        }
        words.append("-d ").append(quoted(flag.description()));
        if (path.isEmpty()) {
            script.append("complete -c mcp-oauth ").append(words).append('\n');
        } else {
            line(script, path, words.toString());
        }
    }

    private static void parameter(StringBuilder script, String path, Parameter parameter) {
        if (parameter.live() != Live.NONE && parameter.live() != Live.COMMANDS) {
            line(script, path, "-a '(mcp-oauth __complete " + parameter.live().word() + ")'");
        } else if (!parameter.choices().isEmpty()) {
            line(script, path, "-a " + quoted(String.join(" ", parameter.choices())));
        } else if (parameter.label().contains("FILE") || parameter.label().contains("DIR")) {
            line(script, path, "-F");
        }
    }

    private static void line(StringBuilder script, String path, String words) {
        script.append("complete -c mcp-oauth -n ")
                .append(quoted("__mcp_oauth_at " + path))
                .append(' ')
                .append(words)
                .append('\n');
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
