package dev.mcpoauth.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// A noun that only holds verbs.
final class Group implements Runnable {
    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

    Group(String description) {
        spec.usageMessage().description(description).synopsisSubcommandLabel("COMMAND");
    }

    /// This command, still without its verbs.
    CommandSpec spec() {
        return spec;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "which command? one of " + String.join(", ", spec.subcommands().keySet()));
    }
}
