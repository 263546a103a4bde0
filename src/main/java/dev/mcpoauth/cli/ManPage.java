package dev.mcpoauth.cli;

import dev.mcpoauth.cli.CommandModel.Flag;
import dev.mcpoauth.cli.CommandModel.Parameter;
import java.util.List;

/// The manual page of one command, in the `man` macros of roff.
final class ManPage {
    private final CommandModel command;
    private final CommandModel root;
    private final StringBuilder page = new StringBuilder();

    ManPage(CommandModel command, CommandModel root) {
        this.command = command;
        this.root = root;
    }

    /// The page's usual name: `mcp-oauth-token-get.1`.
    static String file(CommandModel command) {
        return command.line().replace(' ', '-') + ".1";
    }

    String text() {
        String title = command.line().replace(' ', '-');
        page.append(".\\\" Generated from the commands by scripts/generate.\n");
        page.append(".TH \"")
                .append(title.toUpperCase(java.util.Locale.ROOT))
                .append("\" \"1\" \"\" \"mcp-oauth\"\n");
        section("NAME");
        line(title + " - " + command.summary());
        section("SYNOPSIS");
        line(command.synopsis());
        section("DESCRIPTION");
        command.description().forEach(this::line);
        if (!command.below().isEmpty()) {
            section("COMMANDS");
            command.below()
                    .forEach(each -> item("\\fB" + roff(each.name()) + "\\fR", each.summary()));
        }
        if (!command.parameters().isEmpty()) {
            section("ARGUMENTS");
            command.parameters().forEach(this::parameter);
        }
        options("OPTIONS", command.flags());
        if (!command.path().isEmpty()) {
            options("OPTIONS OF EVERY COMMAND", root.flags());
        }
        end();
        return page.toString();
    }

    private void end() {
        if (!command.footer().isEmpty()) {
            section("NOTES");
            page.append(".nf\n");
            command.footer().forEach(each -> line(each.replace("%%", "%")));
            page.append(".fi\n");
        }
        if (!command.exits().isEmpty()) {
            section("EXIT STATUS");
            command.exits().forEach(this::item);
        }
        section("SEE ALSO");
        line(command.path().isEmpty() ? "mcp-oauth help" : "mcp-oauth(1)");
    }

    private void options(String title, List<Flag> flags) {
        if (flags.isEmpty()) {
            return;
        }
        section(title);
        for (Flag flag : flags) {
            String names = "\\fB" + roff(String.join(", ", flag.names())) + "\\fR";
            item(
                    flag.takesValue() ? names + " \\fI" + roff(flag.value()) + "\\fR" : names,
                    choices(flag.description(), flag.choices()));
        }
    }

    private void parameter(Parameter parameter) {
        item(
                "\\fI" + roff(parameter.label()) + "\\fR",
                choices(parameter.description(), parameter.choices()));
    }

    static String choices(String description, List<String> choices) {
        return description
                .replace("${COMPLETION-CANDIDATES}", String.join(", ", choices))
                .replace("%%", "%");
    }

    private void section(String title) {
        page.append(".SH ").append(title).append('\n');
    }

    private void item(String term, String text) {
        page.append(".TP\n").append(term).append('\n');
        line(text);
    }

    /// A line that begins with a dot or an apostrophe would be an instruction.
    private void line(String text) {
        String plain = roff(text);
        page.append(plain.startsWith(".") || plain.startsWith("'") ? "\\&" : "")
                .append(plain)
                .append('\n');
    }

    private static String roff(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-").replace("%n", " ");
    }
}
