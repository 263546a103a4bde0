package dev.mcpoauth.cli;

import dev.mcpoauth.config.Settings;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.UserInfo;
import dev.mcpoauth.provider.AccountWish;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Logs an account in: by a browser here, by pasting an address, or by a code, whichever is first.
@Command(
        name = "login",
        description = {
            "Log an account in at a service.",
            "",
            "Works with a running broker and without one. Where no browser can be opened, the"
                    + " address that a browser ends on elsewhere can be pasted, or a code typed at"
                    + " the service where it has such codes; the first that succeeds counts."
        })
@Usage(
        examples = {
            "mcp-oauth login github",
            "mcp-oauth login github --add-scope repo",
            "mcp-oauth login github --device",
            "mcp-oauth login github --browser none --wait 10m",
        },
        exits = {
            ExitCode.LOGIN_REQUIRED,
            ExitCode.NOT_FOUND,
            ExitCode.DENIED,
            ExitCode.PENDING,
            ExitCode.INTERRUPTED
        },
        opensStore = true)
final class LoginCommand implements Callable<Integer> {
    private static final Duration USUAL_WAIT = Duration.ofMinutes(5);

    private final Session session;

    @Parameters(paramLabel = "PROVIDER", description = "The provider to log in at, such as github.")
    String provider = "";

    @Option(
            names = "--account",
            paramLabel = "NAME",
            description = "The account that is to be logged in; another one is an error.")
    String account = "";

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            split = "[ ,]+",
            description = "Ask for this instead of what the provider usually asks for.")
    List<String> scopes = List.of();

    @Option(
            names = "--add-scope",
            paramLabel = "SCOPE",
            split = "[ ,]+",
            description = "Ask for this and for what the account has.")
    List<String> added = List.of();

    @Option(
            names = "--browser",
            paramLabel = "auto|none|CMD",
            description = "What opens the login page (auto).")
    String browser = "auto";

    @Option(
            names = "--paste",
            description = "Log in by pasting the address that a browser ends on, and no other way.")
    boolean paste;

    @Option(
            names = "--device",
            description = "Log in by a code typed at the service, and no other way.")
    boolean device;

    @Option(
            names = "--login-hint",
            paramLabel = "NAME",
            description = "An account name for the service to offer.")
    @Nullable String hint;

    @Option(
            names = "--force",
            description =
                    "Log in even when an account is logged in already or pages were opened lately.")
    boolean force;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            description = "Wait this long (5m at a terminal, otherwise not at all).")
    @Nullable Duration patience;

    LoginCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (paste && device) {
            throw new CliError(ExitCode.USAGE, "--paste or --device, not both", null);
        }
        Settings settings = session.settings(Map.of());
        boolean demo = session.needsDemo(provider, settings);
        if (!demo && !settings.providers().containsKey(provider)) {
            throw KnownProvider.unknown(provider).with("provider", provider);
        }
        Optional<Account> known = force ? Optional.empty() : usable(settings);
        if (known.isPresent()) {
            tell(known.get(), "already");
            return 0;
        }
        boolean waits = waits();
        boolean pages = !paste && !device && waits;
        try (LoginPlace place = LoginPlace.find(session, settings, demo, pages)) {
            session.trustFolder();
            LoginRace race = new LoginRace(session, place, this);
            LoginRace.Won won = waits ? race.run(patience()) : race.leave();
            checkAccount(won.account());
            tell(won.account(), won.way());
        }
        return 0;
    }

    /// Somebody is there, or said how long to wait, or feeds the answer by a pipe.
    private boolean waits() {
        Duration told = patience;
        return told == null ? session.terminal().asks() || paste : !told.isZero();
    }

    private Duration patience() {
        return patience == null ? USUAL_WAIT : patience;
    }

    /// What to ask the service for; `granted` is what the account has already.
    AccountWish wish(Scope usual, Scope granted) {
        Scope scope = scopes.isEmpty() ? Scope.NONE : Scope.of(scopes);
        if (!added.isEmpty()) {
            scope = (scope.isEmpty() ? usual : scope).plus(granted).plus(Scope.of(added));
        }
        String offered = hint == null && !account.isEmpty() ? account : hint;
        return new AccountWish(scope, offered);
    }

    /// An account that can be used as it is, with every scope that is asked for.
    private Optional<Account> usable(Settings settings) {
        Scope wanted = Scope.of(scopes).plus(Scope.of(added));
        try (Store store = session.product().store(settings)) {
            return store.database().read(store.accounts()::list).stream()
                    .filter(a -> a.provider().equals(provider) && a.state().equals(Account.OK))
                    .filter(a -> account.isEmpty() || is(a.user(), account))
                    .filter(a -> a.token().scope().covers(wanted))
                    .filter(a ->
                            a.token().refreshToken() != null
                                    || !a.token()
                                            .expiresWithin(
                                                    Duration.ZERO,
                                                    session.product().clock().instant()))
                    .findFirst();
        }
    }

    private static boolean is(UserInfo user, String name) {
        return name.equals(user.login())
                || name.equals(user.email())
                || name.equals(user.subject());
    }

    private void checkAccount(Account found) {
        if (!account.isEmpty() && !is(found.user(), account)) {
            throw new CliError(
                            ExitCode.DENIED,
                            "logged in as " + found.user().label() + ", not as " + account,
                            "mcp-oauth logout " + Refs.typed(found))
                    .with("provider", provider);
        }
    }

    private void tell(Account found, String way) {
        Instant now = session.product().clock().instant();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ref", Refs.name(found));
        fields.put("provider", found.provider());
        fields.put("account", found.user().label());
        fields.put("user_id", found.userId());
        fields.put("scope", TokenRows.names(found.token().scope()));
        fields.putAll(Times.expiry(found.token().expiresAt(), now));
        fields.put("refreshable", found.token().refreshToken() != null);
        fields.put("way", way);
        session.terminal().show(fields, List.of());
        session.terminal()
                .done(
                        (way.equals("already") ? "already logged in as " : "logged in as ")
                                + found.user().label()
                                + " ("
                                + found.provider()
                                + "), "
                                + end(found.token().expiresAt(), now)
                                + (found.token().refreshToken() == null
                                        ? ", no refresh token"
                                        : ", refresh token stored"),
                        way.equals("already")
                                ? "mcp-oauth login " + provider + " --force"
                                : "mcp-oauth token get " + Refs.typed(found));
    }

    private static String end(@Nullable Instant at, Instant now) {
        if (at == null) {
            return "token without an end";
        }
        return at.isAfter(now)
                ? "token valid " + Times.length(Duration.between(now, at))
                : "token expired";
    }
}
