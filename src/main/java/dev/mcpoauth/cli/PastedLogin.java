package dev.mcpoauth.cli;

import dev.mcpoauth.broker.AccountLogins.Standing;
import dev.mcpoauth.broker.AccountLogins.Started;
import dev.mcpoauth.broker.Browser;
import dev.mcpoauth.oauth.AuthorizeResult;
import dev.mcpoauth.oauth.Parameters;
import dev.mcpoauth.oauth.Refusal;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.provider.AccountWish;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A login whose browser is anywhere: it ends on an address that somebody pastes here.
///
/// The command stands in for the browser that the login belongs to, so only an address that is
/// pasted into this very command completes it.
final class PastedLogin {
    private static final String END = "\u0004";

    private final Session session;
    private final LoginPlace place;
    private final String provider;
    private final Started started;
    private final Browser browser;
    private final String address;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private PastedLogin(Session session, LoginPlace place, String provider, AccountWish wish) {
        this.session = session;
        this.place = place;
        this.provider = provider;
        String mark = Secret.random(new SecureRandom()).value();
        this.browser = new Browser(List.of(mark), null, true);
        this.started = place.broker().accountLogins().start(provider, wish);
        AuthorizeResult sent =
                place.broker().accountLogins().open(started.ticket().value(), browser);
        this.address =
                switch (sent) {
                    case AuthorizeResult.SendToLogin(URI location) -> location.toString();
                    case AuthorizeResult.RefuseLocally(Refusal refusal, _) ->
                            throw new CliError(ExitCode.ERROR, refusal.whole(), null);
                    case AuthorizeResult.RedirectBack _,
                            AuthorizeResult.AskConsent _,
                            AuthorizeResult.ChooseProvider _,
                            AuthorizeResult.ShowDone _ ->
                            throw new IllegalStateException("a login begins at the service");
                };
    }

    /// Begins such a login and listens to what is typed.
    static PastedLogin begin(Session session, LoginPlace place, String provider, AccountWish wish) {
        PastedLogin login = new PastedLogin(session, place, provider, wish);
        Thread.ofPlatform().daemon().name("paste").start(login::listen);
        return login;
    }

    private void listen() {
        Optional<String> line = session.terminal().line();
        while (line.isPresent()) {
            lines.add(line.get());
            line = session.terminal().line();
        }
        lines.add(END);
    }

    /// The service's page that a browser on any machine may open.
    String address() {
        return address;
    }

    /// How the login stands.
    Standing standing() {
        return place.broker().accountLogins().standing(started.loginId());
    }

    /// Waits a while for a line and takes it; true when the login may stand otherwise now.
    boolean take(Duration patience) throws InterruptedException {
        @Nullable String line = lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (line == null || line.isEmpty()) {
            return false;
        }
        if (line.equals(END)) {
            if (!session.terminal().asks()) {
                throw new CliError(
                        ExitCode.LOGIN_REQUIRED,
                        "the input ended without the address of a finished login",
                        "mcp-oauth login " + provider + " --paste");
            }
            return false;
        }
        Map<String, String> values = parameters(line);
        if (!values.containsKey("state")) {
            session.terminal()
                    .warn("That is not it: the address has code= and state= in it. Try again.");
            return false;
        }
        AuthorizeResult result =
                place.broker()
                        .complete()
                        .complete(provider, Parameters.of(values), browser, session -> {});
        if (result instanceof AuthorizeResult.RefuseLocally(Refusal refusal, _)) {
            session.terminal().warn(refusal.description());
        }
        return true;
    }

    private static Map<String, String> parameters(String line) {
        return Parameters.readable(line.substring(line.indexOf('?') + 1).replaceFirst("#.*$", ""));
    }
}
