package dev.mcpoauth.cli;

import dev.mcpoauth.config.Settings;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Gets new tokens of services now.
@Command(
        name = "refresh",
        description = {
            "Get a new token from the service now.",
            "",
            "With several, each has its row, and the exit code is the worst of them."
        })
@Usage(
        examples = {
            "mcp-oauth token refresh github",
            "mcp-oauth token refresh --all",
            "mcp-oauth token refresh --expiring 10m",
        },
        exits = {ExitCode.LOGIN_REQUIRED, ExitCode.NOT_FOUND},
        opensStore = true)
final class TokenRefresh implements Callable<Integer> {
    private final Session session;

    @Parameters(
            paramLabel = "REF",
            arity = "0..1",
            description = "Whose token: PROVIDER or PROVIDER/ACCOUNT.")
    @Nullable String ref;

    @Option(names = "--account", paramLabel = "NAME", description = "The account at the service.")
    String account = "";

    @Option(names = "--all", description = "Every account that can be refreshed.")
    boolean all;

    @Option(
            names = "--expiring",
            paramLabel = "DURATION",
            description = "Every account whose token ends within this time.")
    @Nullable Duration expiring;

    TokenRefresh(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        int given = (ref == null ? 0 : 1) + (all ? 1 : 0) + (expiring == null ? 0 : 1);
        if (given != 1) {
            throw new CliError(
                    ExitCode.USAGE,
                    "name a token, or say --all, or --expiring DURATION",
                    "mcp-oauth token refresh --help");
        }
        Settings settings = session.settings(Map.of());
        try (Store store = session.product().store(settings)) {
            Refreshing refreshing = new Refreshing(session, settings, store);
            String one = ref;
            return one == null ? several(store, refreshing) : single(store, refreshing, one);
        }
    }

    private int single(Store store, Refreshing refreshing, String name) {
        if (!(Ref.parse(name, account) instanceof Ref.OfAccount wanted)) {
            throw new CliError(
                    ExitCode.USAGE,
                    "MCP tokens are refreshed by their clients",
                    "mcp-oauth token get " + name);
        }
        Account found = new Refs(store).account(wanted);
        if (!found.state().equals(Account.OK)) {
            throw TokenSource.loginNeeded(found, "the login has ended (" + found.state() + ")");
        }
        ServiceToken token = refreshing.fresh(found, Duration.ZERO, true);
        Instant now = session.product().clock().instant();
        Table table = table();
        row(table, found, "refreshed", token.expiresAt());
        session.terminal().rows(table);
        session.terminal()
                .done(
                        "refreshed "
                                + Refs.name(found)
                                + ", it ends "
                                + Times.until(token.expiresAt(), now),
                        "");
        return 0;
    }

    private int several(Store store, Refreshing refreshing) {
        Instant now = session.product().clock().instant();
        Duration within = expiring;
        List<Account> chosen =
                store.database().read(store.accounts()::list).stream()
                        .filter(a -> !a.state().equals(Account.REVOKED))
                        .filter(a -> within == null || a.token().expiresWithin(within, now))
                        .filter(a -> a.token().refreshToken() != null)
                        .toList();
        Table table = table();
        List<CliError> failed = new ArrayList<>();
        try (Progress progress = Progress.of(session, "refreshing")) {
            for (Account each : chosen) {
                progress.at("refreshing " + Refs.name(each), table.size(), chosen.size());
                refresh(each, refreshing, table).ifPresent(failed::add);
            }
        }
        for (CliError e : failed) {
            session.terminal().warn(e.sentence());
            e.hint().ifPresent(hint -> session.terminal().warn("  run: " + hint));
        }
        session.terminal().table(table);
        return failed.stream().mapToInt(e -> e.exit().number()).max().orElse(0);
    }

    private Optional<CliError> refresh(Account each, Refreshing refreshing, Table table) {
        try {
            if (!each.state().equals(Account.OK)) {
                throw TokenSource.loginNeeded(each, "the login has ended");
            }
            ServiceToken token = refreshing.fresh(each, Duration.ZERO, true);
            row(table, each, "refreshed", token.expiresAt());
            return Optional.empty();
        } catch (CliError e) {
            row(table, each, e.exit().code(), each.token().expiresAt());
            return Optional.of(e);
        }
    }

    private static Table table() {
        return new Table("tokens", "ref", "result", "expires");
    }

    private void row(Table table, Account found, String result, @Nullable Instant end) {
        Instant now = session.product().clock().instant();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ref", Refs.name(found));
        fields.put("provider", found.provider());
        fields.put("account", found.user().label());
        fields.put("result", result);
        fields.putAll(Times.expiry(end, now));
        table.row(fields, Refs.name(found), result, Times.until(end, now));
    }
}
