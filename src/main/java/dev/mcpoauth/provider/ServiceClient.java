package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// An OAuth client of one service. Every method but the first throws [ServiceException].
public interface ServiceClient {
    /// The address to send the browser to. RFC 6749 4.1.1.
    URI authorizationUrl(AuthorizationRequest request);

    /// What is asked of the service.
    ///
    /// @param state our state
    /// @param codeVerifier our verifier; only its challenge leaves
    /// @param scope the service scopes
    /// @param loginHint an account name to offer
    record AuthorizationRequest(
            String state, String codeVerifier, Scope scope, @Nullable String loginHint) {}

    /// Turns the service's code into its token. RFC 6749 4.1.3.
    ServiceToken exchangeCode(String code, String codeVerifier);

    /// Gets a new token by the refresh token of `current`. RFC 6749 6.
    ServiceToken refresh(ServiceToken current);

    /// Who the token belongs to.
    UserInfo userInfo(ServiceToken token);

    /// Ends the token at the service, where the service can; false where it cannot. RFC 7009.
    boolean revoke(ServiceToken token);
}
