package dev.mcpoauth.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Takes one setting out of a file.
@Command(name = "unset", description = "Take one setting out of the file.")
@Usage(
        examples = {"mcp-oauth config unset listen.port"},
        exits = {ExitCode.NOT_FOUND})
final class ConfigUnset implements Callable<Integer> {
    private final Session session;

    @Mixin ConfigFile file = new ConfigFile();

    @Parameters(
            paramLabel = "NAME",
            description = "The setting's dotted name, such as listen.port.")
    String name = "";

    ConfigUnset(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        String before = file.text(session);
        file.change(session, text -> text.without(List.of(name.split("\\.", -1))));
        if (before.equals(file.text(session))) {
            throw new CliError(
                    ExitCode.NOT_FOUND,
                    name + " is not in " + file.path(session),
                    "mcp-oauth config list --show-origin");
        }
        session.terminal()
                .show(Map.of("name", name, "file", file.path(session).toString()), List.of());
        session.terminal().done(name + " is no longer in " + file.path(session), "");
        return 0;
    }
}
