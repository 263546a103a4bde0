package dev.mcpoauth.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Prints a token and nothing else, refreshed when it is about to end.
@Command(
        name = "get",
        description = {
            "Print a token, and nothing else, on stdout.",
            "",
            "A token that would live shorter than --min-ttl is refreshed first, by one process for"
                    + " all that ask at the same moment."
        })
@Usage(
        examples = {
            "mcp-oauth token get github",
            "mcp-oauth token get github --min-ttl 10m --format header | curl -H @- URL",
            "mcp-oauth token get github/octocat --json | jq .expires_in",
            "git config credential.https://github.com.helper"
                    + " '!mcp-oauth token get github --format git'",
        },
        exits = {ExitCode.LOGIN_REQUIRED, ExitCode.NOT_FOUND},
        opensStore = true)
final class TokenGet implements Callable<Integer> {
    private final Session session;

    @Mixin TokenWish wish = new TokenWish();

    @Parameters(
            index = "1",
            arity = "0..1",
            hidden = true,
            paramLabel = "OPERATION",
            description = "What git says to a credential helper.")
    String operation = "get";

    @Option(
            names = "--format",
            paramLabel = "FORM",
            description = "What to print: ${COMPLETION-CANDIDATES}.")
    @Nullable TokenFormat format;

    @Option(
            names = {"-n", "--no-newline"},
            description = "Print no line end after the token.")
    boolean noNewline;

    TokenGet(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        TokenFormat form = format();
        if (!operation.equals("get")) {
            boolean told = operation.equals("store") || operation.equals("erase");
            if (form == TokenFormat.GIT && told) {
                return 0;
            }
            throw new CliError(
                    ExitCode.USAGE,
                    "unexpected argument " + operation,
                    "mcp-oauth token get --help");
        }
        HandedToken token = new TokenSource(session).get(wish);
        List<String> lines = form.lines(token, session.product().clock().instant());
        String text = String.join(System.lineSeparator(), lines);
        session.terminal().raw(noNewline ? text : text + System.lineSeparator());
        return 0;
    }

    private TokenFormat format() {
        TokenFormat asked = format;
        if (asked != null) {
            return asked;
        }
        return session.options().structured() ? TokenFormat.JSON : TokenFormat.TOKEN;
    }
}
