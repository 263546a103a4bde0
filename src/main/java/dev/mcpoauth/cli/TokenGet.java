package dev.mcpoauth.cli;

import dev.mcpoauth.config.Settings;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Prints a service's access token, refreshed when it is about to end or when that is asked for.
@Command(description = "Print the access token of a service, refreshed when needed.")
@Usage(
        examples = {"mcp-oauth token get github", "mcp-oauth token get github/octocat"},
        exits = {ExitCode.LOGIN_REQUIRED, ExitCode.UNREACHABLE})
final class TokenGet implements Callable<Integer> {
    private final Session session;
    private final boolean force;

    @Parameters(paramLabel = "PROVIDER[/ACCOUNT]", description = "Whose token.")
    String ref = "";

    @Option(names = "--min-ttl", description = "Seconds the token must still live.")
    long minimum = 60;

    TokenGet(Session session, boolean force) {
        this.session = session;
        this.force = force;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings(Map.of());
        try (Store store = session.product().store(settings)) {
            Account account = account(store);
            ServiceToken token =
                    session.product()
                            .broker(settings, store, session.reach(account, settings))
                            .serviceTokens()
                            .fresh(account.id(), Duration.ofSeconds(minimum), force);
            print(account, token);
        }
        return 0;
    }

    private void print(Account account, ServiceToken token) {
        if (session.options().structured()) {
            session.terminal()
                    .json(
                            Map.of(
                                    "schema", 1,
                                    "provider", account.provider(),
                                    "account", account.user().label(),
                                    "access_token", token.accessToken()));
        } else if (force) {
            session.terminal()
                    .say("refreshed " + account.provider() + "/" + account.user().label());
        } else {
            session.terminal().data(token.accessToken());
        }
    }

    private Account account(Store store) {
        List<Account> found =
                store.database().read(store.accounts()::list).stream()
                        .filter(a ->
                                ref.equals(a.provider())
                                        || ref.equals(a.provider() + "/" + a.user().label()))
                        .toList();
        if (found.isEmpty()) {
            String provider = ref.split("/", 2)[0];
            throw new CliError(
                    ExitCode.LOGIN_REQUIRED,
                    ref + ": no account is logged in",
                    "mcp-oauth login " + provider);
        }
        if (found.size() > 1) {
            throw new CliError(
                    ExitCode.USAGE, ref + ": several accounts, name one", "mcp-oauth token list");
        }
        return found.getFirst();
    }
}
