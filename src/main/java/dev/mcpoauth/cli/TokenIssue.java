package dev.mcpoauth.cli;

import dev.mcpoauth.broker.IssueToken;
import dev.mcpoauth.config.ResourceSettings;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Issues an MCP token to whoever owns this store, to try an MCP server with curl.
@Command(
        name = "issue",
        description = {
            "Issue an MCP access token for an account that is logged in, for development.",
            "",
            "It is listed as mcp:ID until --ttl is over; token get mcp:ID gives fresh ones."
        })
@Usage(
        examples = {
            "mcp-oauth token issue demo/alice",
            "mcp-oauth token issue github --resource notes --scope mcp:read --ttl 1h",
            "mcp-oauth token issue demo --format header | curl -H @- http://127.0.0.1:8787/mcp",
        },
        exits = {ExitCode.LOGIN_REQUIRED, ExitCode.NOT_FOUND},
        opensStore = true)
final class TokenIssue implements Callable<Integer> {
    private final Session session;

    @Parameters(
            paramLabel = "ACCOUNT",
            arity = "0..1",
            description = "PROVIDER or PROVIDER/ACCOUNT; the only account when there is one.")
    String ref = "";

    @Option(
            names = "--resource",
            paramLabel = "NAME|URL",
            description = "The MCP server that the token is for (the first of the settings).")
    @Nullable String resource;

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            split = "[ ,]+",
            description = "What it allows; everything of the server when left out.")
    List<String> scopes = List.of();

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            description = "How long this login gives out tokens (12h).")
    Duration life = Duration.ofHours(12);

    @Option(
            names = "--format",
            paramLabel = "FORM",
            description = "What to print: ${COMPLETION-CANDIDATES}.")
    @Nullable TokenFormat format;

    TokenIssue(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        check();
        Settings settings = session.running(session.settings(Map.of()));
        Instant now = session.product().clock().instant();
        IssueToken.Issued issued;
        Account on;
        try (Store store = session.product().store(settings)) {
            IssueToken issue =
                    session.product()
                            .broker(settings, store, new Product.Reach(false, null))
                            .issue();
            on = account(settings, store);
            ResourceSettings server = resource(settings, issue);
            issued = issue.anew(on, server, scope(server), life);
        }
        HandedToken token = TokenSource.own(issued, on.userId(), now);
        form().lines(token, now).forEach(session.terminal()::data);
        session.terminal()
                .done(
                        "issued " + new Ref.OfGrant(issued.grantId()) + " for " + Refs.name(on),
                        "mcp-oauth token get " + new Ref.OfGrant(issued.grantId()));
        return 0;
    }

    /// Refuses what could not be used before there is a login.
    private void check() {
        if (life.isZero()) {
            throw new CliError(ExitCode.USAGE, "--ttl must be longer than 0", null);
        }
        if (format == TokenFormat.AWS) {
            throw new CliError(
                    ExitCode.USAGE,
                    "an MCP token has no AWS credentials (access_key_id, secret_access_key)",
                    null);
        }
    }

    private TokenFormat form() {
        TokenFormat asked = format;
        if (asked != null) {
            return asked;
        }
        return session.options().structured() ? TokenFormat.JSON : TokenFormat.TOKEN;
    }

    private Account account(Settings settings, Store store) {
        List<Account> usable =
                store.database().read(store.accounts()::list).stream()
                        .filter(a -> a.state().equals(Account.OK))
                        .toList();
        Account found;
        if (ref.isEmpty() && usable.size() == 1) {
            found = usable.getFirst();
        } else if (ref.isEmpty()) {
            throw usable.isEmpty()
                    ? new CliError(
                            ExitCode.LOGIN_REQUIRED,
                            "no account is logged in",
                            FirstProvider.login(session.product().providers(settings))
                                    .orElse("mcp-oauth login demo"))
                    : new CliError(
                            ExitCode.USAGE, "several accounts, name one", "mcp-oauth token list");
        } else if (Ref.parse(ref, "") instanceof Ref.OfAccount wanted) {
            found = new Refs(store).account(wanted);
        } else {
            throw new CliError(ExitCode.USAGE, "name an account, not " + ref, null);
        }
        if (!found.state().equals(Account.OK)) {
            throw TokenSource.loginNeeded(found, "the login has ended (" + found.state() + ")");
        }
        return found;
    }

    private ResourceSettings resource(Settings settings, IssueToken issue) {
        String wanted = resource;
        if (wanted == null) {
            return settings.resources().values().iterator().next();
        }
        return issue.resource(wanted)
                .orElseThrow(() ->
                        new CliError(
                                ExitCode.NOT_FOUND,
                                "no MCP server "
                                        + wanted
                                        + " is in the settings; there is "
                                        + String.join(", ", settings.resources().keySet()),
                                null));
    }

    private Scope scope(ResourceSettings server) {
        Scope asked = Scope.of(scopes);
        Scope unknown = asked.without(server.scopes());
        if (!unknown.isEmpty()) {
            throw new CliError(
                    ExitCode.USAGE,
                    server.name() + " has no scope " + unknown + "; it has " + server.scopes(),
                    null);
        }
        return asked.isEmpty() ? server.scopes() : asked;
    }
}
