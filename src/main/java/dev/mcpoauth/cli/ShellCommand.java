package dev.mcpoauth.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Keeps asking for commands until it is told to end.
@Command(
        name = "shell",
        description = {
            "Type commands one after the other, with completion and history.",
            "",
            "Lines that come from a file or another program end as the last of them ended."
        })
@Usage(examples = {"mcp-oauth shell", "mcp-oauth shell < commands.txt"})
final class ShellCommand implements Callable<Integer> {
    private final Session session;

    ShellCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws java.io.IOException {
        // JLine is loaded here, and only here
        return new Repl(session).run();
    }
}
