package dev.mcpoauth.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Prints the headers that a request needs, for clients that take headers from a command.
@Command(
        name = "headers",
        description = "Print {\"Authorization\":\"Bearer ...\"}, as Claude Code's headersHelper.")
@Usage(
        examples = {"mcp-oauth token headers mcp:7c1f", "mcp-oauth token headers github"},
        exits = {ExitCode.LOGIN_REQUIRED, ExitCode.NOT_FOUND},
        opensStore = true)
final class TokenHeaders implements Callable<Integer> {
    private final Session session;

    @Mixin TokenWish wish = new TokenWish();

    TokenHeaders(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.terminal()
                .json(Map.of("Authorization", new TokenSource(session).get(wish).header()));
        return 0;
    }
}
