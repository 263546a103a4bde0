package dev.mcpoauth.broker;

import dev.mcpoauth.broker.KnownAccounts.Welcome;
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
import dev.mcpoauth.store.PendingLogin;
import dev.mcpoauth.store.PendingLogins;
import dev.mcpoauth.store.PendingLogins.Way;
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
        Optional<LoginAtHand> hand = LoginAtHand.of(loginId);
        PendingLogin login =
                hand.map(LoginAtHand::login)
                        .or(() -> store.database().look(tx -> store.logins().find(tx, loginId)))
                        .filter(found -> found.provider().equals(provider))
                        .orElseThrow(DurableTokenStore::gone);
        Secret state = PendingLogins.state(login, Secret.random(on.random()));
        Way way = new Way(state, Pkce.newVerifier(on.random()).value());
        boolean fresh = hand.filter(LoginAtHand::isFresh).isPresent();
        if (!store.database().write(tx -> send(tx, login, way, fresh))) {
            throw gone();
        }
        hand.ifPresent(LoginAtHand::take);
        return new PendingAuthorization(loginId, login.params(), state.value(), way.codeVerifier());
    }

    private boolean send(Transaction tx, PendingLogin login, Way way, boolean fresh) {
        if (fresh) {
            store.logins().insertSent(tx, login, way);
            return true;
        }
        return store.logins().send(tx, login, way, on.now());
    }

    @Override
    public PendingAuthorization takeLogin(String shown, String browser) {
        Secret state = new Secret(shown);
        PendingLogin login =
                LoginAtHand.now()
                        .map(LoginAtHand::login)
                        .filter(known -> PendingLogins.isOf(known, state))
                        .or(() ->
                                store.database().look(tx -> store.logins().findByState(tx, state)))
                        .filter(found -> new Secret(browser).hashesTo(found.browserHash()))
                        .orElseThrow(DurableTokenStore::gone);
        String verifier = login.codeVerifier();
        if (verifier == null
                || !store.database()
                        .write(tx -> store.logins().take(tx, login.id(), state, on.now()))) {
            throw gone();
        }
        return new PendingAuthorization(login.id(), login.params(), shown, verifier);
    }

    private static AuthorizeError gone() {
        return new AuthorizeError(
                OAuthError.INVALID_REQUEST.because("this login was used or has expired"));
    }

    @Override
    public CallbackResult completeLogin(PendingAuthorization login, ServiceLogin result) {
        Optional<LoginAtHand> hand = LoginAtHand.of(login.loginId());
        PendingLogin pending =
                hand.map(LoginAtHand::login)
                        .or(() ->
                                store.database()
                                        .look(tx -> store.logins().find(tx, login.loginId())))
                        .orElseThrow(DurableTokenStore::gone);
        Optional<Welcome> welcome = hand.flatMap(LoginAtHand::welcome);
        NewLogin linking = linking(result);
        CallbackResult ended =
                store.database()
                        .write(
                                linking.row(),
                                tx -> {
                                    Account account = store.accounts().link(tx, linking);
                                    welcome.ifPresent(to -> known.tie(tx, to, account.id()));
                                    return complete(tx, pending, account);
                                });
        hand.ifPresent(LoginAtHand::take);
        return ended;
    }

    private NewLogin linking(ServiceLogin result) {
        return new NewLogin(result.provider(), result.user(), result.token(), on.now());
    }

    private CallbackResult complete(Transaction tx, PendingLogin login, Account account) {
        AuthorizationParams params = login.params();
        Instant now = on.now();
        boolean again = params != null && !consented(tx, login, params, account);
        boolean settled =
                again
                        ? store.logins().note(tx, login.id(), account.id(), now)
                        : store.logins().finish(tx, login.id(), account.id(), now);
        if (!settled) {
            // nothing of it happens
            throw gone();
        }
        if (params == null) {
            return new CallbackResult.AccountLinked(account.id(), account.user().label());
        }
        if (again) {
            return new CallbackResult.AskAgain(params);
        }
        if (!login.skipped()) {
            remember(tx, params, account);
        }
        return new CallbackResult.ReturnToClient(params, code(tx, params, account));
    }

    /// Whether this account said yes: on the page now, or before.
    private boolean consented(
            Transaction tx, PendingLogin login, AuthorizationParams params, Account account) {
        Long expected = login.expectedAccount();
        boolean expectedOne = expected == null || expected == account.id();
        return expectedOne
                && (!login.skipped()
                        || known.holds(tx, account.userId(), account.provider(), params));
    }

    /// A yes on the page stands for the next time.
    private void remember(Transaction tx, AuthorizationParams params, Account account) {
        known.remember(tx, account.userId(), account.provider(), params);
        String detail =
                "user %s allowed client %s %s at %s"
                        .formatted(
                                account.userId(),
                                params.clientId(),
                                params.scope(),
                                params.resource());
        store.audit().append(tx, new Audit.Entry(on.now(), "consent_given", detail));
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
        SeenCode seen = SeenCode.of(exchange.code()).orElse(null);
        return tokenOf(store.database().write(tx -> families.redeem(tx, exchange, seen)));
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
        Account account = held.account();
        return new AccessTokenInfo(
                held.grant().clientId(),
                account.userId(),
                held.token().scope(),
                held.grant().resource(),
                held.token().issuedAt(),
                held.token().expiresAt(),
                held.token().grantId(),
                account.provider(),
                account.id(),
                account.user().label(),
                null);
    }

    @Override
    public ServiceToken freshServiceToken(
            long accountId, ServiceClient client, Duration minimumLife) {
        return refresh.fresh(accountId, client, new ServiceRefresh.Wish(minimumLife, false));
    }
}
