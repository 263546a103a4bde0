package dev.mcpoauth.cli;

import dev.mcpoauth.broker.AccountLogins.Standing;
import dev.mcpoauth.broker.AccountLogins.Started;
import dev.mcpoauth.broker.DeviceLogins;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.provider.AccountWish;
import dev.mcpoauth.provider.ServiceRefused;
import dev.mcpoauth.provider.ServiceUnavailable;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Audit;
import dev.mcpoauth.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The ways to log in, all at once: a link for a browser, a pasted address, a code. The first that
/// ends with an account wins.
final class LoginRace {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final int MOST_OPENINGS = 3;
    private static final Duration OPENINGS_WITHIN = Duration.ofMinutes(10);
    private static final String OPENED = "browser_opened";

    private final Session session;
    private final LoginPlace place;
    private final LoginCommand asked;
    private final AccountWish wish;
    private @Nullable Started link;
    private @Nullable PastedLogin pasted;
    private @Nullable DeviceWay device;

    /// How it was won.
    ///
    /// @param account who is logged in
    /// @param way `browser`, `paste` or `device`
    record Won(Account account, String way) {}

    /// A code that is polled at its times.
    private record DeviceWay(DeviceLogins.Begun begun, long nextNanos) {
        static DeviceWay of(DeviceLogins.Begun begun) {
            return new DeviceWay(begun, System.nanoTime() + begun.interval().toNanos());
        }
    }

    LoginRace(Session session, LoginPlace place, LoginCommand asked) {
        this.session = session;
        this.place = place;
        this.asked = asked;
        Scope usual =
                place.broker()
                        .accountLogins()
                        .usual(asked.provider)
                        .orElseThrow(() -> KnownProvider.unusable(session, asked.provider));
        this.wish = asked.wish(usual, granted());
    }

    private Scope granted() {
        Store store = place.store();
        return store.database().read(store.accounts()::list).stream()
                .filter(a -> a.provider().equals(asked.provider))
                .filter(a -> asked.account.isEmpty() || asked.account.equals(a.user().label()))
                .map(a -> a.token().scope())
                .reduce(Scope.NONE, Scope::plus);
    }

    /// Nobody is there to wait for: leaves a link and ends.
    Won leave() {
        Started started = place.broker().accountLogins().start(asked.provider, wish);
        String address = address(started);
        boolean pending = asked.patience != null;
        CliError left =
                new CliError(
                                pending ? ExitCode.PENDING : ExitCode.LOGIN_REQUIRED,
                                place.lasts()
                                        ? "somebody must open the link at " + asked.provider
                                        : "somebody must log in at " + asked.provider,
                                place.lasts()
                                        ? "mcp-oauth token get " + asked.provider + " --wait 5m"
                                        : "mcp-oauth login " + asked.provider + " --wait 5m")
                        .with("provider", asked.provider)
                        .with("login_url", address);
        session.terminal()
                .say((place.lasts() ? "open: " : "with mcp-oauth serve running, open: ") + address);
        throw left;
    }

    /// Waits for the first way that succeeds.
    Won run(Duration patience) throws InterruptedException {
        begin();
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end) {
            Optional<Won> won = look();
            if (won.isPresent()) {
                return won.get();
            }
        }
        throw new CliError(
                        place.lasts() ? ExitCode.PENDING : ExitCode.LOGIN_REQUIRED,
                        "nobody has logged in at "
                                + asked.provider
                                + " within "
                                + Times.length(patience),
                        "mcp-oauth login " + asked.provider)
                .with("provider", asked.provider);
    }

    private void begin() {
        boolean opened = false;
        if (!asked.paste && !asked.device) {
            Started started = place.broker().accountLogins().start(asked.provider, wish);
            link = started;
            opened = open(address(started));
        }
        boolean headless = !opened && !asked.browser.equals("none");
        if (asked.paste || (!asked.device && session.terminal().asks())) {
            pasted = PastedLogin.begin(session, place, asked.provider, wish);
        }
        if (asked.device || (headless && !asked.paste && session.terminal().asks())) {
            device = device();
        }
        new LoginHints(session, asked.provider)
                .tell(
                        opened,
                        link == null ? "" : address(link),
                        pasted == null ? "" : pasted.address(),
                        device == null ? null : device.begun().device());
    }

    private @Nullable DeviceWay device() {
        Optional<DeviceLogins.Begun> begun;
        try {
            begun = place.broker().deviceLogins().begin(asked.provider, wish.scope());
        } catch (ServiceRefused | ServiceUnavailable e) {
            if (asked.device) {
                throw e;
            }
            // the other ways go on
            return null;
        }
        if (begun.isEmpty() && asked.device) {
            throw new CliError(
                            ExitCode.USAGE,
                            asked.provider + " has no codes to log in with",
                            "mcp-oauth login " + asked.provider)
                    .with("provider", asked.provider);
        }
        return begun.map(DeviceWay::of).orElse(null);
    }

    private boolean open(String address) {
        Instant now = session.product().clock().instant();
        Store store = place.store();
        int before =
                store.database()
                        .read(tx ->
                                store.audit()
                                        .count(
                                                tx,
                                                new Audit.Entry(
                                                        now.minus(OPENINGS_WITHIN),
                                                        OPENED,
                                                        asked.provider)));
        if (before >= MOST_OPENINGS && !asked.force && asked.browser.equals("auto")) {
            session.terminal()
                    .warn("opened %d browser pages lately, so no more by itself".formatted(before));
            return false;
        }
        boolean opened =
                new BrowserOpener(session.terminal().device().env()).open(address, asked.browser);
        if (opened) {
            Audit.Entry entry = new Audit.Entry(now, OPENED, asked.provider);
            store.database()
                    .write(tx -> {
                        store.audit().append(tx, entry);
                        return true;
                    });
        }
        return opened;
    }

    private Optional<Won> look() throws InterruptedException {
        if (pasted != null && pasted.take(LOOK)) {
            Optional<Won> won = won(pasted.standing(), "paste");
            if (won.isPresent()) {
                return won;
            }
        } else if (pasted == null) {
            Thread.sleep(LOOK);
        }
        if (link != null) {
            Optional<Won> won =
                    won(place.broker().accountLogins().standing(link.loginId()), "browser");
            if (won.isPresent()) {
                return won;
            }
        }
        return poll();
    }

    private Optional<Won> poll() {
        if (device == null || System.nanoTime() < device.nextNanos()) {
            return Optional.empty();
        }
        DeviceLogins.Polled polled = place.broker().deviceLogins().poll(device.begun());
        device = DeviceWay.of(polled.begun());
        return won(polled.standing(), "device");
    }

    private Optional<Won> won(Standing standing, String way) {
        return switch (standing) {
            case Standing.Waiting() -> Optional.empty();
            case Standing.LoggedIn(Account account) -> Optional.of(new Won(account, way));
            case Standing.Failed failed -> throw lost(failed);
        };
    }

    private CliError lost(Standing.Failed failed) {
        ExitCode exit =
                switch (failed.error()) {
                    case "access_denied" -> ExitCode.DENIED;
                    case "temporarily_unavailable" -> ExitCode.UNREACHABLE;
                    case "expired" -> ExitCode.LOGIN_REQUIRED;
                    default -> ExitCode.ERROR;
                };
        boolean again = exit == ExitCode.DENIED || exit == ExitCode.LOGIN_REQUIRED;
        return new CliError(
                        exit,
                        asked.provider + ": " + failed.sentence(),
                        again
                                ? "mcp-oauth login " + asked.provider
                                : "mcp-oauth provider check " + asked.provider + " --online")
                .with("provider", asked.provider)
                .with("oauth_error", failed.error());
    }

    private String address(Started started) {
        return place.settings().issuer() + "/login/" + started.ticket().value();
    }
}
