package dev.mcpoauth.cli;

import dev.mcpoauth.cli.CommandModel.Flag;
import java.util.List;
import java.util.Map;

/// Every command on one page of Markdown.
final class CommandReference {
    private final CommandModel root;
    private final StringBuilder page = new StringBuilder();

    CommandReference(CommandModel root) {
        this.root = root;
    }

    String text() {
        page.append("# Commands\n\n");
        page.append("Generated from the commands by `scripts/generate`; do not edit.\n");
        page.append(
                "`mcp-oauth help COMMAND` shows the same, `mcp-oauth man COMMAND` as a manual page.\n\n");
        page.append("| command | what it does |\n|---|---|\n");
        root.all().stream()
                .filter(each -> each.below().isEmpty())
                .forEach(each ->
                        row(
                                "[`"
                                        + each.line().replaceFirst("^mcp-oauth ", "")
                                        + "`](#"
                                        + anchor(each)
                                        + ")",
                                each.summary()));
        page.append("\n## Options of every command\n\n");
        flags(root.flags());
        root.all().stream().filter(each -> each.below().isEmpty()).forEach(this::command);
        return page.toString();
    }

    private static String anchor(CommandModel command) {
        return command.line().replace(' ', '-');
    }

    private void command(CommandModel command) {
        page.append("\n## ").append(command.line()).append("\n\n");
        command.description().forEach(each -> page.append(escaped(each)).append('\n'));
        page.append("\n```\n").append(command.synopsis()).append("\n```\n");
        if (!command.parameters().isEmpty()) {
            page.append("\n| argument | |\n|---|---|\n");
            command.parameters()
                    .forEach(each ->
                            row(
                                    "`" + each.label().replace("|", "\\|") + "`",
                                    ManPage.choices(each.description(), each.choices())));
        }
        if (!command.flags().isEmpty()) {
            page.append('\n');
            flags(command.flags());
        }
        List<String> footer = command.footer().stream().dropWhile(String::isBlank).toList();
        if (!footer.isEmpty()) {
            page.append("\n```\n");
            footer.forEach(each -> page.append(each.replace("%%", "%")).append('\n'));
            page.append("```\n");
        }
        if (!command.exits().isEmpty()) {
            page.append("\nExit codes: ").append(exits(command.exits())).append('\n');
        }
    }

    private static String exits(Map<String, String> exits) {
        return String.join(
                "; ", exits.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
    }

    private void flags(List<Flag> flags) {
        page.append("| option | |\n|---|---|\n");
        for (Flag flag : flags) {
            String names = String.join(", ", flag.names());
            String shown = flag.takesValue() ? names + " " + flag.value() : names;
            row(
                    "`" + shown.replace("|", "\\|") + "`",
                    ManPage.choices(flag.description(), flag.choices()));
        }
    }

    private void row(String first, String second) {
        page.append("| ").append(first).append(" | ").append(escaped(second)).append(" |\n");
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;").replace("%n", " ");
    }
}
