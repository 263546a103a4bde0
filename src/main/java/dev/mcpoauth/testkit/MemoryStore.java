package dev.mcpoauth.testkit;

import dev.mcpoauth.oauth.AccessTokenInfo;
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
import dev.mcpoauth.oauth.TokenError;
import dev.mcpoauth.provider.CallbackResult;
import dev.mcpoauth.provider.PendingAuthorization;
import dev.mcpoauth.provider.ServiceClient;
import dev.mcpoauth.provider.TokenStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// A token store that forgets everything: enough to take one provider through its logins.
///
/// It has no MCP clients; logins are those of the command line.
final class MemoryStore implements TokenStore {
    /// The cookie of the only browser.
    static final String BROWSER = "the only browser";

    private final SecureRandom random = new SecureRandom();
    private final Map<String, PendingAuthorization> sent = new ConcurrentHashMap<>();
    private final Map<Long, ServiceLogin> accounts = new ConcurrentHashMap<>();

    /// The newest login of the only account.
    Optional<ServiceLogin> login() {
        return Optional.ofNullable(accounts.get(1L));
    }

    /// Puts a refreshed token into the only account.
    void replace(ServiceToken token) {
        accounts.computeIfPresent(
                1L, (id, old) -> new ServiceLogin(old.provider(), old.user(), token));
    }

    @Override
    public PendingAuthorization beginLogin(String provider, String loginId) {
        PendingAuthorization login =
                new PendingAuthorization(
                        loginId,
                        null,
                        Secret.random(random).value(),
                        Pkce.newVerifier(random).value());
        sent.put(login.state(), login);
        return login;
    }

    @Override
    public PendingAuthorization takeLogin(String state, String browser) {
        PendingAuthorization login = browser.equals(BROWSER) ? sent.remove(state) : null;
        if (login == null) {
            throw new AuthorizeError(
                    OAuthError.INVALID_REQUEST.because("this login was used or has expired"));
        }
        return login;
    }

    @Override
    public CallbackResult completeLogin(PendingAuthorization login, ServiceLogin result) {
        accounts.put(1L, result);
        return new CallbackResult.AccountLinked(1, result.user().label());
    }

    @Override
    public ServiceToken freshServiceToken(
            long accountId, ServiceClient client, Duration minimumLife) {
        ServiceLogin login = accounts.get(accountId);
        if (login == null) {
            throw none();
        }
        ServiceToken token = client.refresh(login.token());
        accounts.put(accountId, new ServiceLogin(login.provider(), login.user(), token));
        return token;
    }

    @Override
    public OAuthToken redeemCode(CodeExchange exchange) {
        throw none();
    }

    @Override
    public OAuthToken rotateRefreshToken(RefreshExchange exchange) {
        throw none();
    }

    @Override
    public AccessTokenInfo findAccessToken(String accessToken) {
        throw none();
    }

    @Override
    public OAuthClientInfo registerClient(ClientMetadata metadata) {
        throw none();
    }

    private static TokenError none() {
        return new TokenError(OAuthError.INVALID_TOKEN.because("there are no MCP tokens here"));
    }
}
