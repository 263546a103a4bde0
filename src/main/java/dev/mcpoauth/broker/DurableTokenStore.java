package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.AuthorizationParams;
import dev.mcpoauth.oauth.AuthorizeError;
import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.CodeExchange;
import dev.mcpoauth.oauth.OAuthClientInfo;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.OAuthToken;
import dev.mcpoauth.oauth.Pkce;
import dev.mcpoauth.oauth.RefreshExchange;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.SplitToken;
import dev.mcpoauth.oauth.SplitToken.Kind;
import dev.mcpoauth.oauth.TokenError;
import dev.mcpoauth.oauth.TokenResult;
import dev.mcpoauth.provider.CallbackResult;
import dev.mcpoauth.provider.PendingAuthorization;
import dev.mcpoauth.provider.ServiceClient;
import dev.mcpoauth.provider.TokenStore;
import dev.mcpoauth.store.AccessTokens.Holding;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Audit;
import dev.mcpoauth.store.Codes.Code;
import dev.mcpoauth.store.Grant;
import dev.mcpoauth.store.PendingLogins.PendingLogin;
import dev.mcpoauth.store.PendingLogins.Phase;
import dev.mcpoauth.store.RefreshTokens;
import dev.mcpoauth.store.ServiceAccounts.NewLogin;
import dev.mcpoauth.store.Store;
import dev.mcpoauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The token store over the database: each method is one transaction, on disk when it returns.
final class DurableTokenStore implements TokenStore {
    private final Foundation on;
    private final Store store;
    private final Registrations registrations;
    private final TokenFamilies families;
    private final KnownAccounts known;
    private final ServiceRefresh refresh;

    DurableTokenStore(Foundation on, ServiceRefresh refresh) {
        this.on = on;
        this.store = on.store();
        this.registrations = new Registrations(on);
        this.families = new TokenFamilies(on, new MintAccess(on, new SignTokens(on)));
        this.known = new KnownAccounts(on);
        this.refresh = refresh;
    }

    @Override
    public OAuthClientInfo registerClient(ClientMetadata metadata) {
        return registrations.create(metadata, "dcr");
    }

    @Override
    public PendingAuthorization beginLogin(String provider, String loginId) {
        Secret state = Secret.random(on.random());
        Secret verifier = Pkce.newVerifier(on.random());
        PendingLogin login =
                store.database()
                        .<Optional<PendingLogin>>write(tx -> {
                            Optional<PendingLogin> found =
                                    store.logins()
                                            .find(tx, loginId)
                                            .filter(l -> l.provider().equals(provider))
                                            .filter(this::fresh);
                            boolean sent =
                                    found.isPresent()
                                            && store.logins()
                                                    .send(
                                                            tx,
                                                            loginId,
                                                            state.hash(),
                                                            verifier.value());
                            return sent ? found : Optional.empty();
                        })
                        .orElseThrow(DurableTokenStore::gone);
        return new PendingAuthorization(loginId, login.params(), state.value(), verifier.value());
    }

    @Override
    public PendingAuthorization takeLogin(String state, String browser) {
        PendingLogin login =
                store.database()
                        .<Optional<PendingLogin>>write(tx -> take(tx, state, browser))
                        .orElseThrow(DurableTokenStore::gone);
        String verifier = login.codeVerifier();
        if (verifier == null) {
            throw gone();
        }
        return new PendingAuthorization(login.id(), login.params(), state, verifier);
    }

    private Optional<PendingLogin> take(Transaction tx, String state, String browser) {
        Optional<PendingLogin> found =
                store.logins()
                        .findByState(tx, Secret.sha256(state))
                        .filter(l -> new Secret(browser).hashesTo(l.browserHash()))
                        .filter(this::fresh);
        boolean taken =
                found.isPresent()
                        && store.logins().advance(tx, found.get().id(), Phase.SENT, Phase.RETURNED);
        return taken ? found : Optional.empty();
    }

    private boolean fresh(PendingLogin login) {
        return on.now().isBefore(login.expiresAt());
    }

    private static AuthorizeError gone() {
        return new AuthorizeError(
                OAuthError.INVALID_REQUEST.because("this login was used or has expired"));
    }

    @Override
    public CallbackResult completeLogin(PendingAuthorization login, ServiceLogin result) {
        return store.database()
                .<Optional<CallbackResult>>write(tx -> complete(tx, login, result))
                .orElseThrow(DurableTokenStore::gone);
    }

    private Optional<CallbackResult> complete(
            Transaction tx, PendingAuthorization login, ServiceLogin result) {
        AuthorizationParams params = login.params();
        Optional<PendingLogin> pending =
                store.logins()
                        .find(tx, login.loginId())
                        .filter(l -> l.phase() == Phase.RETURNED && fresh(l));
        boolean clientLives =
                params == null || store.clients().find(tx, params.clientId()).isPresent();
        if (!clientLives || pending.isEmpty()) {
            return Optional.empty();
        }
        Account account =
                store.accounts()
                        .link(
                                tx,
                                new NewLogin(
                                        result.provider(),
                                        result.user(),
                                        result.token(),
                                        on.now()));
        if (params != null && !consented(tx, pending.get(), params, account)) {
            store.logins().note(tx, login.loginId(), account.id());
            return Optional.of(new CallbackResult.AskAgain(params));
        }
        store.logins().finish(tx, login.loginId(), account.id());
        return Optional.of(
                params == null
                        ? new CallbackResult.AccountLinked(account.id(), account.user().label())
                        : new CallbackResult.ReturnToClient(params, code(tx, params, account)));
    }

    /// Whether this account said yes: on the page now, which is remembered, or before.
    private boolean consented(
            Transaction tx, PendingLogin login, AuthorizationParams params, Account account) {
        Long expected = login.expectedAccount();
        if (expected != null && expected != account.id()) {
            return false;
        }
        if (login.skipped()) {
            return known.covers(tx, account.userId(), account.provider(), params);
        }
        known.remember(tx, account.userId(), account.provider(), params);
        String detail =
                "user %s allowed client %s %s at %s"
                        .formatted(
                                account.userId(),
                                params.clientId(),
                                params.scope(),
                                params.resource());
        store.audit().append(tx, new Audit.Entry(on.now(), "consent_given", detail));
        return true;
    }

    private String code(Transaction tx, AuthorizationParams params, Account account) {
        Instant now = on.now();
        Grant grant =
                store.grants()
                        .insert(
                                tx,
                                new Grant(
                                        0,
                                        params.clientId(),
                                        account.userId(),
                                        account.id(),
                                        account.provider(),
                                        params.scope(),
                                        params.resource(),
                                        params.redirectUri(),
                                        now,
                                        now.plus(on.settings().tokens().refreshMax()),
                                        null,
                                        null));
        Secret secret = Secret.random(on.random());
        Instant end = now.plus(on.settings().tokens().code());
        Code code = new Code(0, secret.hash(), grant.id(), params.codeChallenge(), end, null);
        return new SplitToken(Kind.CODE, store.codes().insert(tx, code), secret).text();
    }

    @Override
    public OAuthToken redeemCode(CodeExchange exchange) {
        return tokenOf(store.database().write(tx -> families.redeem(tx, exchange)));
    }

    @Override
    public OAuthToken rotateRefreshToken(RefreshExchange exchange) {
        RefreshTokens.Holding seen = SeenRefresh.of(exchange.refreshToken()).orElse(null);
        return tokenOf(store.database().write(tx -> families.rotate(tx, exchange, seen)));
    }

    private static OAuthToken tokenOf(TokenResult result) {
        return switch (result) {
            case TokenResult.Issued(OAuthToken token) -> token;
            case TokenResult.Refused refused -> throw new TokenError(refused.refusal());
        };
    }

    @Override
    public AccessTokenInfo findAccessToken(String accessToken) {
        return SignedToken.read(accessToken)
                .flatMap(this::live)
                .orElseThrow(() ->
                        new TokenError(
                                OAuthError.INVALID_TOKEN.because("the access token is not valid")));
    }

    private Optional<AccessTokenInfo> live(SplitToken shown) {
        Instant now = on.now();
        return SeenToken.holding(shown)
                .or(() -> store.database().look(tx -> held(tx, shown)))
                .filter(h -> shown.secret().hashesTo(h.token().hash()))
                .filter(h -> h.token().revokedAt() == null && h.grant().revokedAt() == null)
                .filter(h -> now.isBefore(h.token().expiresAt()))
                .filter(h -> h.account().state().equals(Account.OK))
                .map(DurableTokenStore::info);
    }

    private Optional<Holding> held(Transaction tx, SplitToken shown) {
        return store.accessTokens().holding(tx, shown.id());
    }

    private static AccessTokenInfo info(Holding held) {
        Grant grant = held.grant();
        return new AccessTokenInfo(
                grant.clientId(),
                grant.userId(),
                held.token().scope(),
                grant.resource(),
                held.token().issuedAt(),
                held.token().expiresAt(),
                grant.id(),
                grant.provider(),
                grant.accountId(),
                held.account().user().label(),
                null);
    }

    @Override
    public ServiceToken freshServiceToken(
            long accountId, ServiceClient client, Duration minimumLife) {
        return refresh.fresh(accountId, client, new ServiceRefresh.Wish(minimumLife, false));
    }
}
