package dev.mcpoauth.cli;

import dev.mcpoauth.config.Settings;
import dev.mcpoauth.oauth.ResourceUri;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.store.Store;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Says what an MCP token stands for, as introspection does, and whether it would be let in.
@Command(
        name = "verify",
        description = {
            "Check an MCP access token and say what it stands for.",
            "",
            "The token comes from stdin: arguments of a command can be seen by other users."
        })
@Usage(
        examples = {
            "mcp-oauth token get mcp:7c1f | mcp-oauth token verify -",
            "mcp-oauth token verify --resource http://127.0.0.1:8787/mcp --scope mcp:read < token",
        },
        exits = {ExitCode.CHECK_FAILED},
        opensStore = true)
final class TokenVerify implements Callable<Integer> {
    private final Session session;

    @Parameters(
            paramLabel = "-",
            arity = "0..1",
            description = "Read the token from stdin; the only form there is.")
    String source = "-";

    @Option(
            names = "--resource",
            paramLabel = "URL",
            description = "The token must be for this MCP server.")
    String resource = "";

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            split = "[ ,]+",
            description = "The token must allow this; may repeat.")
    List<String> scopes = List.of();

    TokenVerify(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!source.equals("-")) {
            throw new CliError(
                    ExitCode.USAGE,
                    "a token does not belong on a command line, where others can see it",
                    "mcp-oauth token verify - < FILE");
        }
        String token =
                session.terminal()
                        .line()
                        .filter(line -> !line.isEmpty())
                        .orElseThrow(
                                () -> new CliError(ExitCode.USAGE, "no token came on stdin", null));
        Settings settings = session.settings(Map.of());
        Map<String, Object> said;
        try (Store store = session.product().store(settings)) {
            said =
                    new LinkedHashMap<>(
                            session.product()
                                    .broker(settings, store, new Product.Reach(false, null))
                                    .introspect()
                                    .byOperator(token));
        }
        Optional<String> problem = problem(said);
        problem.ifPresent(why -> said.put("problem", why));
        said.put("accepted", problem.isEmpty());
        session.terminal().show(said, said.entrySet().stream().map(TokenVerify::line).toList());
        if (problem.isPresent()) {
            throw new CliError(ExitCode.CHECK_FAILED, problem.get(), null);
        }
        return 0;
    }

    private static String line(Map.Entry<String, Object> member) {
        return "%-12s %s".formatted(member.getKey(), member.getValue());
    }

    private Optional<String> problem(Map<String, Object> said) {
        if (!Boolean.TRUE.equals(said.get("active"))) {
            return Optional.of("the token is unknown, expired or revoked");
        }
        String audience = String.valueOf(said.get("aud"));
        if (!resource.isEmpty()
                && !ResourceUri.canonical(resource).equals(ResourceUri.canonical(audience))) {
            return Optional.of("the token is for " + audience);
        }
        Scope missing =
                Scope.of(scopes)
                        .without(Scope.parse(String.valueOf(said.getOrDefault("scope", ""))));
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("the token does not allow " + missing);
    }
}
