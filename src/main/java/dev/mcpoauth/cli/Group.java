package dev.mcpoauth.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// A noun that only holds verbs.
@Command(synopsisSubcommandLabel = "COMMAND")
final class Group implements Runnable {
    private final String description;
    private CommandSpec spec = CommandSpec.create();

    Group(String description) {
        this.description = description;
    }

    @Spec
    void spec(CommandSpec given) {
        spec = given;
        given.usageMessage().description(description);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "which command? one of " + String.join(", ", spec.subcommands().keySet()));
    }
}
