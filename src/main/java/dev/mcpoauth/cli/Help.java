package dev.mcpoauth.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Shows how to use a command, or a topic that is about more than one.
@Command(name = "help", description = "Show how to use a command, or a topic.")
@Usage(examples = {"mcp-oauth help token get", "mcp-oauth help exit-codes"})
final class Help implements Callable<Integer> {
    private final Session session;
    private final CommandLine root;

    @Parameters(
            paramLabel = "COMMAND",
            arity = "0..*",
            description = "The command, or environment, exit-codes, formatting, storage, headless.")
    List<String> path = List.of();

    Help(Session session, CommandLine root) {
        this.session = session;
        this.root = root;
    }

    @Override
    public Integer call() {
        Map<String, List<String>> topics = HelpPages.topics();
        if (path.size() == 1 && topics.containsKey(path.getFirst())) {
            topics.getOrDefault(path.getFirst(), List.of()).forEach(session.terminal()::data);
            return 0;
        }
        CommandLine shown = root;
        for (String name : path) {
            shown = shown.getSubcommands().get(name);
            if (shown == null) {
                throw new CliError(ExitCode.USAGE, "no command " + name, "mcp-oauth help");
            }
        }
        HelpPages.print(shown, session.terminal());
        return 0;
    }
}
