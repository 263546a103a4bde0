package dev.mcpoauth.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Shows how to use a command.
@Command(name = "help", description = "Show how to use a command.")
final class Help implements Callable<Integer> {
    private final CommandLine root;

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "The command.")
    List<String> path = List.of();

    Help(CommandLine root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        CommandLine shown = root;
        for (String name : path) {
            shown = shown.getSubcommands().get(name);
            if (shown == null) {
                throw new CliError(ExitCode.USAGE, "no command " + name, "mcp-oauth help");
            }
        }
        shown.usage(root.getOut());
        return 0;
    }
}
