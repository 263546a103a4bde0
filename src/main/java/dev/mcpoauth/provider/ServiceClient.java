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

    /// Whether the service promises `iss` in its authorization answers; a missing one is then
    /// refused. RFC 9207 2.4.
    default boolean sendsIssuer() {
        return false;
    }

    /// Whether the service lets a user log in by typing a code elsewhere.
    default boolean hasDeviceFlow() {
        return false;
    }

    /// Begins a login by code; [ServiceRefused] where [#hasDeviceFlow()] is false. RFC 8628 3.1.
    default DeviceAuthorization startDevice(Scope scope) {
        throw new ServiceRefused("unsupported_device_flow", 0);
    }

    /// Asks once how that login stands; the caller waits between polls. RFC 8628 3.4.
    default DevicePoll pollDevice(DeviceAuthorization started) {
        throw new ServiceRefused("unsupported_device_flow", 0);
    }
}
