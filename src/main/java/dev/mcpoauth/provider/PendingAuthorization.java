package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.AuthorizationParams;
import org.jspecify.annotations.Nullable;

/// A login that is on its way to or from the service.
///
/// @param loginId the broker's handle
/// @param params what the MCP client asked for; null for a login by the command line
/// @param state our state toward the service; known to this browser and the service only
/// @param codeVerifier our PKCE verifier toward the service
public record PendingAuthorization(
        String loginId, @Nullable AuthorizationParams params, String state, String codeVerifier) {
    /// Hides state and verifier.
    @Override
    public String toString() {
        return "PendingAuthorization[" + loginId + "]";
    }
}
