package dev.mcpoauth.cli;

import dev.mcpoauth.broker.IssueToken;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Grant;
import dev.mcpoauth.store.LastUses.Kind;
import dev.mcpoauth.store.Store;
import dev.mcpoauth.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// Gets the token that a command hands out: from the store, or by a refresh that is shared with
/// every other process.
final class TokenSource {
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final Duration MOMENT = Duration.ofMillis(100);
    private static final Duration USES = Duration.ofMinutes(1);

    private final Session session;

    TokenSource(Session session) {
        this.session = session;
    }

    /// The token; ends with exit 3 when somebody must log in, 4 when the service cannot answer.
    HandedToken get(TokenWish wish) {
        long end = System.nanoTime() + wish.patience.toNanos();
        while (true) {
            try {
                return once(wish);
            } catch (CliError e) {
                boolean passes =
                        e.exit() == ExitCode.LOGIN_REQUIRED || e.exit() == ExitCode.UNREACHABLE;
                if (!passes || System.nanoTime() >= end) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private HandedToken once(TokenWish wish) {
        Settings settings = session.settings(Map.of());
        try (Store store = session.product().store(settings)) {
            Refs refs = new Refs(store);
            return switch (wish.ref()) {
                case Ref.OfAccount ref when wish.type == TokenWish.Type.MCP ->
                        own(settings, store, newest(store, refs.account(ref)), wish);
                case Ref.OfAccount ref -> {
                    Account account = refs.account(ref);
                    HandedToken token = external(settings, store, account, wish);
                    used(store, account);
                    yield token;
                }
                case Ref.OfGrant ref -> own(settings, store, refs.grant(ref), wish);
            };
        }
    }

    /// Writes down that the token was handed out, once a minute at most; a store that cannot be
    /// written, or not at once, does not keep the token back.
    private void used(Store store, Account account) {
        Instant now = session.product().clock().instant().truncatedTo(ChronoUnit.SECONDS);
        try {
            boolean known =
                    store.database()
                            .read(tx ->
                                    store.uses()
                                            .since(
                                                    tx,
                                                    Kind.ACCOUNT,
                                                    account.id(),
                                                    now.minus(USES)));
            if (!known) {
                store.database()
                        .write(
                                tx -> store.uses().note(tx, Kind.ACCOUNT, account.id(), now),
                                MOMENT);
            }
        } catch (StoreException e) {
            session.terminal().detail("the use is not written down: " + e.getMessage());
        }
    }

    private HandedToken external(Settings settings, Store store, Account account, TokenWish wish) {
        if (!account.state().equals(Account.OK)) {
            throw loginNeeded(account, "the login has ended (" + account.state() + ")");
        }
        checkScope(account, Scope.of(wish.scopes));
        Instant now = session.product().clock().instant();
        if (!wish.mayRefresh()) {
            checkAlive(account, now);
            return handed(account, account.token(), "store");
        }
        boolean force = wish.refresh == TokenWish.Refresh.ALWAYS;
        if (!force && !account.token().expiresWithin(wish.minimumLife, now)) {
            return handed(account, account.token(), "store");
        }
        ServiceToken fresh =
                new Refreshing(session, settings, store).fresh(account, wish.minimumLife, force);
        boolean same = fresh.accessToken().equals(account.token().accessToken());
        return handed(account, fresh, same ? "store" : "refresh");
    }

    private static void checkScope(Account account, Scope wanted) {
        Scope granted = account.token().scope();
        Scope missing = wanted.without(granted);
        // a service that does not say what it granted may have granted it
        if (!missing.isEmpty() && !granted.isEmpty()) {
            throw new CliError(
                            ExitCode.LOGIN_REQUIRED,
                            Refs.name(account) + ": the token does not allow " + missing,
                            "mcp-oauth login "
                                    + account.provider()
                                    + NextSteps.option("--add-scope", missing.toString()))
                    .with("provider", account.provider());
        }
    }

    private static void checkAlive(Account account, Instant now) {
        if (account.token().expiresWithin(Duration.ZERO, now)) {
            throw new CliError(
                            ExitCode.LOGIN_REQUIRED,
                            Refs.name(account) + ": the token has expired",
                            "mcp-oauth token refresh " + Refs.typed(account))
                    .with("provider", account.provider());
        }
    }

    private static HandedToken handed(Account account, ServiceToken token, String source) {
        return new HandedToken(
                account.provider(),
                account.user().label(),
                token.accessToken(),
                token.tokenType(),
                token.expiresAt(),
                token.scope(),
                token.extra(),
                source);
    }

    static CliError loginNeeded(Account account, String why) {
        return new CliError(
                        ExitCode.LOGIN_REQUIRED,
                        Refs.name(account) + ": " + why,
                        "mcp-oauth login " + account.provider())
                .with("provider", account.provider());
    }

    private Grant newest(Store store, Account account) {
        Instant now = session.product().clock().instant();
        return store.database().read(store.grants()::list).stream()
                .filter(g -> g.accountId() == account.id() && g.revokedAt() == null)
                .filter(g -> now.isBefore(g.expiresAt()))
                .findFirst()
                .orElseThrow(() ->
                        new CliError(
                                ExitCode.LOGIN_REQUIRED,
                                Refs.name(account) + ": no MCP client is logged in",
                                "mcp-oauth token issue " + Refs.typed(account)));
    }

    private HandedToken own(Settings settings, Store store, Grant grant, TokenWish wish) {
        Instant now = session.product().clock().instant();
        String name = Refs.name(grant);
        if (grant.revokedAt() != null || !now.isBefore(grant.expiresAt())) {
            throw new CliError(
                    ExitCode.LOGIN_REQUIRED,
                    name + (grant.revokedAt() == null ? " has expired" : " was revoked"),
                    "mcp-oauth token issue");
        }
        Scope scope = wish.scopes.isEmpty() ? grant.scope() : Scope.of(wish.scopes);
        // RFC 6749 6: MUST NOT include any scope not originally granted
        if (!grant.scope().covers(scope)) {
            throw new CliError(
                    ExitCode.LOGIN_REQUIRED,
                    name + " does not allow " + scope.without(grant.scope()),
                    "mcp-oauth token issue" + NextSteps.option("--scope", scope.toString()));
        }
        IssueToken.Issued issued =
                session.product()
                        .broker(session.running(settings), store, new Product.Reach(false, null))
                        .issue()
                        .of(grant, scope);
        return own(issued, grant.userId(), now);
    }

    static HandedToken own(IssueToken.Issued issued, String user, Instant now) {
        return new HandedToken(
                "mcp",
                user,
                issued.token().accessToken(),
                issued.token().tokenType(),
                now.plusSeconds(issued.token().expiresIn()),
                issued.token().scope(),
                Map.of(),
                "issue");
    }
}
