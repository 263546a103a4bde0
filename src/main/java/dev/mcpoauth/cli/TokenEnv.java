package dev.mcpoauth.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Prints an assignment for a shell.
@Command(name = "env", description = "Print an assignment of the token to eval in a shell.")
@Usage(
        examples = {
            "eval \"$(mcp-oauth token env github)\"",
            "mcp-oauth token env github --shell fish | source",
            "mcp-oauth token env github --shell powershell | Invoke-Expression",
        },
        exits = {ExitCode.LOGIN_REQUIRED, ExitCode.NOT_FOUND},
        opensStore = true)
final class TokenEnv implements Callable<Integer> {
    private final Session session;

    @Mixin TokenWish wish = new TokenWish();

    @Option(
            names = "--shell",
            paramLabel = "SHELL",
            description = "For which shell: ${COMPLETION-CANDIDATES} (sh).")
    Shell shell = Shell.SH;

    @Option(
            names = "--name",
            paramLabel = "VARIABLE",
            description = "The variable; usually the provider's name and _TOKEN.")
    String name = "";

    TokenEnv(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        HandedToken token = new TokenSource(session).get(wish);
        session.terminal().data(shell.assignment(Shell.variable(name, token), token.accessToken()));
        return 0;
    }
}
