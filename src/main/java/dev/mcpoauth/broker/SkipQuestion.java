package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.AuthorizationParams;
import dev.mcpoauth.oauth.AuthorizeResult;
import dev.mcpoauth.oauth.RedirectUri;
import dev.mcpoauth.store.BrowserAccounts.KnownAccount;
import dev.mcpoauth.store.PendingLogin;
import java.util.List;
import java.util.Optional;

/// Decides whether an answer from before may stand for the consent page.
///
/// Only when all of this holds; else the page is shown:
///
/// - the user came by themselves, not sent by another site (GHSA-6x8h-498w-gv8c);
/// - the code goes to an https address: nobody but its owner receives it, while any program of the
///   computer can listen on loopback or claim a private scheme;
/// - the client did not ask for a prompt;
/// - one account of this browser, and no other, is meant and has allowed it.
///
/// The user still logs in at the service, and [CompleteLogin] asks after all when another account
/// comes back from there.
final class SkipQuestion {
    private final KnownAccounts known;
    private final SendUser send;

    SkipQuestion(KnownAccounts known, SendUser send) {
        this.known = known;
        this.send = send;
    }

    /// Sends the user of this login, which is not stored yet, to the service; empty when a page has
    /// to ask.
    Optional<AuthorizeResult> allowed(PendingLogin login, Browser browser, boolean promptAsked) {
        AuthorizationParams params = login.params();
        if (params == null || promptAsked || login.provider().isEmpty() || !browser.byItsUser()) {
            return Optional.empty();
        }
        // RFC 8252 8.6: no request without the user for a client whose identity is not assured
        if (!RedirectUri.isHttps(params.redirectUri())) {
            return Optional.empty();
        }
        List<KnownAccount> meant = known.of(browser, login.provider());
        String hint = params.loginHint();
        if (hint != null) {
            meant = meant.stream().filter(account -> account.label().equals(hint)).toList();
        }
        return meant.size() == 1 && known.allowed(meant.getFirst(), login)
                ? Optional.of(send.again(login, meant.getFirst()))
                : Optional.empty();
    }
}
