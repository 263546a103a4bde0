package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.AuthorizationParams;
import dev.mcpoauth.oauth.RedirectUri;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.store.BrowserAccounts.KnownAccount;
import dev.mcpoauth.store.Consents;
import dev.mcpoauth.store.PendingLogin;
import dev.mcpoauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The accounts that a browser logged in with before, and what they allowed.
///
/// Knowing an account opens nothing: the user logs in at the service every time, and an answer from
/// before counts only for the account that comes back from there.
final class KnownAccounts {
    private static final Duration REMEMBERED = Duration.ofDays(30);
    private static final int ID_BYTES = 5;

    private final Foundation on;

    KnownAccounts(Foundation on) {
        this.on = on;
    }

    /// The accounts of this browser at a provider.
    List<KnownAccount> of(Browser browser, String provider) {
        return browser
                .sessionHash()
                .map(hash ->
                        on.store()
                                .database()
                                .look(tx -> on.store().browsers().list(tx, hash, on.now())))
                .orElse(List.of())
                .stream()
                .filter(account -> account.provider().equals(provider))
                .toList();
    }

    /// Whether this account allowed what is asked now, to the same client, for the same redirect
    /// URI, MCP server and service.
    boolean allowed(KnownAccount account, PendingLogin login) {
        AuthorizationParams params = login.params();
        return params != null
                && on.store()
                        .database()
                        .look(tx -> covers(tx, account.userId(), login.provider(), params));
    }

    boolean covers(Transaction tx, String userId, String provider, AuthorizationParams params) {
        return on.store().consents().covering(tx, consent(userId, provider, params)).isPresent();
    }

    /// The same for a grant that is made in this transaction because of it.
    boolean holds(Transaction tx, String userId, String provider, AuthorizationParams params) {
        return on.store().consents().holding(tx, consent(userId, provider, params)).isPresent();
    }

    void remember(Transaction tx, String userId, String provider, AuthorizationParams params) {
        on.store().consents().remember(tx, consent(userId, provider, params));
    }

    private Consents.Consent consent(String userId, String provider, AuthorizationParams params) {
        byte[] id = new byte[ID_BYTES];
        on.random().nextBytes(id);
        return new Consents.Consent(
                java.util.HexFormat.of().formatHex(id),
                userId,
                params.clientId(),
                RedirectUri.portless(params.redirectUri()),
                params.resource(),
                provider,
                params.scope(),
                on.now());
    }

    /// What a browser gets with an account that comes back to it.
    ///
    /// @param former what its accounts were known by until then; empty where it has none
    /// @param session its account cookie from then on
    record Welcome(Optional<byte[]> former, Secret session) {}

    /// A new cookie value for this browser.
    Welcome welcome(Browser browser) {
        // a value that somebody planted before the login is worth nothing after it
        return new Welcome(browser.sessionHash(), Secret.random(on.random()));
    }

    /// Ties an account to a browser under its new cookie value.
    void tie(Transaction tx, Welcome welcome, long accountId) {
        Instant now = on.now();
        byte[] session = welcome.session().hash();
        on.store().browsers().prune(tx, now);
        if (welcome.former().isPresent()) {
            on.store().browsers().move(tx, welcome.former().get(), session);
        }
        on.store().browsers().add(tx, session, accountId, now.plus(REMEMBERED));
    }
}
