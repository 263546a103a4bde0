package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.AuthorizationParams;
import dev.mcpoauth.oauth.AuthorizeError;
import dev.mcpoauth.oauth.AuthorizeResult;
import dev.mcpoauth.oauth.ConsentView;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.Refusal;
import dev.mcpoauth.provider.OAuthProvider;
import dev.mcpoauth.store.BrowserAccounts.KnownAccount;
import dev.mcpoauth.store.PendingLogin;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Sends the user of an MCP client to the service, after a yes.
final class SendUser {
    private static final Pattern PROMPT = Pattern.compile("([?&]prompt=)([^&]+)");
    private static final System.Logger LOG = System.getLogger(SendUser.class.getName());

    private final Foundation on;
    private final Services services;
    private final KnownAccounts known;

    SendUser(Foundation on, Services services, KnownAccounts known) {
        this.on = on;
        this.services = services;
        this.known = known;
    }

    /// By the answer of a page; `choice` is an account of this browser, another one, or nothing.
    AuthorizeResult by(PendingLogin login, Browser browser, Optional<String> choice) {
        if (choice.isEmpty()) {
            return send(LoginAtHand.approved(login.expecting(null, false)), null);
        }
        if (choice.get().equals(ConsentView.OTHER_ACCOUNT)) {
            return switch (send(LoginAtHand.approved(login.expecting(null, false)), null)) {
                case AuthorizeResult.SendToLogin(URI location) ->
                        new AuthorizeResult.SendToLogin(choosing(location));
                case AuthorizeResult other -> other;
            };
        }
        return known.of(browser, login.provider()).stream()
                .filter(each -> String.valueOf(each.id()).equals(choice.get()))
                .findFirst()
                .map(account ->
                        send(LoginAtHand.approved(login.expecting(account.id(), false)), account))
                .orElseGet(() ->
                        AuthorizeResult.RefuseLocally.because(
                                "this account did not log in with this browser"));
    }

    /// Without a page, because this account allowed it before; the login is not stored yet.
    AuthorizeResult again(PendingLogin login, KnownAccount account) {
        return send(LoginAtHand.fresh(login.expecting(account.id(), true)), account);
    }

    private AuthorizeResult send(LoginAtHand hand, @Nullable KnownAccount account) {
        PendingLogin login = hand.login();
        AuthorizationParams params = login.params();
        Optional<OAuthProvider> provider = services.find(login.provider());
        if (provider.isEmpty() || params == null) {
            return AuthorizeResult.RefuseLocally.because("choose a service first");
        }
        String hint = account == null ? params.loginHint() : account.label();
        try {
            AuthorizationParams asked = params.hinting(hint);
            return new AuthorizeResult.SendToLogin(
                    hand.during(() -> provider.get().authorize(asked)).location());
        } catch (AuthorizeError e) {
            return e.refusal().error() == OAuthError.TEMPORARILY_UNAVAILABLE
                    ? later(login, params, e.refusal())
                    : AuthorizeResult.RefuseLocally.page(e.refusal());
        }
    }

    /// Tells the operator what the client is not told: who logs in cannot mend it.
    static void log(PendingLogin login, Refusal why) {
        if (why.detail() != null) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "provider "
                            + login.provider()
                            + ": a login failed: "
                            + why.whole().replaceAll("\\p{Cntrl}", " "));
        }
    }

    /// RFC 6749 4.1.2.1: the service cannot be reached; the client may try again.
    private AuthorizeResult later(PendingLogin login, AuthorizationParams params, Refusal why) {
        on.store()
                .database()
                .write(tx -> {
                    on.store().logins().fail(tx, login.id(), why.description());
                    return true;
                });
        log(login, why);
        return new ClientRedirect(on.settings().issuer(), params.redirectUri(), params.state())
                .error(why);
    }

    // OpenID Connect Core 3.1.2.1: select_account, once with what the provider wants anyway; RFC
    // 6749 3.1: others ignore what they do not know
    static URI choosing(URI location) {
        String url = location.toString();
        if (url.contains("=select_account")) {
            return location;
        }
        String asked = PROMPT.matcher(url).replaceFirst("$1$2%20select_account");
        return URI.create(asked.equals(url) ? url + "&prompt=select_account" : asked);
    }
}
