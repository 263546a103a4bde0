package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.CodeExchange;
import dev.mcpoauth.oauth.OAuthClientInfo;
import dev.mcpoauth.oauth.OAuthToken;
import dev.mcpoauth.oauth.RefreshExchange;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import java.time.Duration;

/// What a provider may ask of the store; each call is one durable, atomic step.
public interface TokenStore {
    /// Registers a client; throws `RegistrationError`.
    OAuthClientInfo registerClient(ClientMetadata metadata);

    /// Creates state and verifier of a login that the user has approved, once.
    PendingAuthorization beginLogin(String provider, String loginId);

    /// Takes a login back, once, in the browser that began it; throws `AuthorizeError`.
    PendingAuthorization takeLogin(String state, String browser);

    /// Links the account and issues the code, both or nothing.
    CallbackResult completeLogin(PendingAuthorization login, ServiceLogin result);

    /// What the service told of the user.
    ///
    /// @param provider the provider's name
    /// @param user who logged in
    /// @param token the service's token
    record ServiceLogin(String provider, UserInfo user, ServiceToken token) {}

    /// Spends a code for tokens; throws `TokenError`.
    OAuthToken redeemCode(CodeExchange exchange);

    /// Spends a refresh token for its successor; throws `TokenError`.
    OAuthToken rotateRefreshToken(RefreshExchange exchange);

    /// What a live access token stands for; throws `TokenError` with `invalid_token`.
    AccessTokenInfo findAccessToken(String accessToken);

    /// The account's service token, refreshed when it would live shorter than `minimumLife`; one
    /// refresh at a time over all threads and processes; throws [ServiceException].
    ServiceToken freshServiceToken(long accountId, ServiceClient client, Duration minimumLife);
}
