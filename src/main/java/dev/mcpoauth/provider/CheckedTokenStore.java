package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.CodeExchange;
import dev.mcpoauth.oauth.OAuthClientInfo;
import dev.mcpoauth.oauth.OAuthToken;
import dev.mcpoauth.oauth.RefreshExchange;
import dev.mcpoauth.oauth.ServiceToken;
import java.time.Duration;

/// The store as one provider is handed it: it can speak for itself only, and nothing from a service
/// gets in unchecked.
final class CheckedTokenStore implements TokenStore {
    private final String provider;
    private final TokenStore store;

    CheckedTokenStore(String provider, TokenStore store) {
        this.provider = provider;
        this.store = store;
    }

    @Override
    public OAuthClientInfo registerClient(ClientMetadata metadata) {
        return store.registerClient(metadata);
    }

    @Override
    public PendingAuthorization beginLogin(String ignored, String loginId) {
        return store.beginLogin(provider, loginId);
    }

    @Override
    public PendingAuthorization takeLogin(String state, String browser) {
        return store.takeLogin(state, browser);
    }

    @Override
    public CallbackResult completeLogin(PendingAuthorization login, ServiceLogin result) {
        return store.completeLogin(
                login,
                new ServiceLogin(
                        provider, Checks.user(result.user()), Checks.token(result.token())));
    }

    @Override
    public OAuthToken redeemCode(CodeExchange exchange) {
        return store.redeemCode(exchange);
    }

    @Override
    public OAuthToken rotateRefreshToken(RefreshExchange exchange) {
        return store.rotateRefreshToken(exchange);
    }

    @Override
    public AccessTokenInfo findAccessToken(String accessToken) {
        return store.findAccessToken(accessToken);
    }

    @Override
    public ServiceToken freshServiceToken(
            long accountId, ServiceClient client, Duration minimumLife) {
        return store.freshServiceToken(accountId, CheckedServiceClient.of(client), minimumLife);
    }
}
