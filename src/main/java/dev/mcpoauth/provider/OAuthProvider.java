package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.AuthorizationParams;
import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.CodeExchange;
import dev.mcpoauth.oauth.OAuthClientInfo;
import dev.mcpoauth.oauth.OAuthToken;
import dev.mcpoauth.oauth.RefreshExchange;
import dev.mcpoauth.oauth.UserInfo;

/// One service that users log in at, seen from the broker: six operations.
///
/// Extend [BaseOAuthProvider], which does all of them safely, rather than implementing this.
public interface OAuthProvider {
    /// The name in settings, command lines and the callback's path.
    String name();

    /// What is known of the service.
    ProviderSpec spec();

    /// Talks to the service.
    ServiceClient serviceClient();

    /// Sends the user to the service after consent; throws `AuthorizeError`.
    AuthorizationRedirect authorize(AuthorizationParams params);

    /// Sends the user of a login without an MCP client to the service.
    AuthorizationRedirect authorizeAccount(String loginId);

    /// The same, for other scopes than the usual ones or with an account name to offer.
    default AuthorizationRedirect authorizeAccount(String loginId, AccountWish wish) {
        return authorizeAccount(loginId);
    }

    /// Takes the service's answer; throws `AuthorizeError`, [ServiceException].
    CallbackResult handleExternalCallback(ExternalCallback callback);

    /// Lets a user in who logged in by a code (RFC 8628); throws `AuthorizeError` to turn them
    /// away.
    default void admit(UserInfo user) {}

    /// Turns a code of ours into MCP tokens; throws `TokenError`.
    OAuthToken exchangeAuthorizationCode(CodeExchange exchange);

    /// Turns a refresh token of ours into new MCP tokens; throws `TokenError`.
    OAuthToken exchangeRefreshToken(RefreshExchange exchange);

    /// What a live MCP access token stands for, with a fresh service token; throws `TokenError`.
    AccessTokenInfo validateAccessToken(String accessToken);

    /// Registers an MCP client; throws `RegistrationError`.
    OAuthClientInfo registerClient(ClientMetadata metadata);
}
