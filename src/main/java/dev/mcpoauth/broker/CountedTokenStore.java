package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.CodeExchange;
import dev.mcpoauth.oauth.OAuthClientInfo;
import dev.mcpoauth.oauth.OAuthToken;
import dev.mcpoauth.oauth.RefreshExchange;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.provider.CallbackResult;
import dev.mcpoauth.provider.PendingAuthorization;
import dev.mcpoauth.provider.ServiceClient;
import dev.mcpoauth.provider.TokenStore;
import java.time.Duration;
import java.util.function.Supplier;

/// Counts the steps of every login on their way to the store.
///
/// @param inner does what is counted
/// @param health keeps the counts
record CountedTokenStore(TokenStore inner, Health health) implements TokenStore {
    @Override
    public OAuthClientInfo registerClient(ClientMetadata metadata) {
        return counted("client_registered", () -> inner.registerClient(metadata));
    }

    @Override
    public PendingAuthorization beginLogin(String provider, String loginId) {
        return counted("login_sent", () -> inner.beginLogin(provider, loginId));
    }

    @Override
    public PendingAuthorization takeLogin(String state, String browser) {
        return counted("login_returned", () -> inner.takeLogin(state, browser));
    }

    @Override
    public CallbackResult completeLogin(PendingAuthorization login, ServiceLogin result) {
        return counted("login_completed", () -> inner.completeLogin(login, result));
    }

    @Override
    public OAuthToken redeemCode(CodeExchange exchange) {
        return counted("code_redeemed", () -> inner.redeemCode(exchange));
    }

    @Override
    public OAuthToken rotateRefreshToken(RefreshExchange exchange) {
        return counted("token_refreshed", () -> inner.rotateRefreshToken(exchange));
    }

    /// Asked for every request to an MCP server: not worth a count.
    @Override
    public AccessTokenInfo findAccessToken(String accessToken) {
        return inner.findAccessToken(accessToken);
    }

    @Override
    public ServiceToken freshServiceToken(
            long accountId, ServiceClient client, Duration minimumLife) {
        return counted(
                "service_token_given",
                () -> inner.freshServiceToken(accountId, client, minimumLife));
    }

    private <T> T counted(String event, Supplier<T> work) {
        try {
            T result = work.get();
            health.count(event);
            return result;
        } catch (RuntimeException e) {
            health.count(event + "_not");
            throw e;
        }
    }
}
