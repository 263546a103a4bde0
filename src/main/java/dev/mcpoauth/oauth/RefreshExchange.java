package dev.mcpoauth.oauth;

import org.jspecify.annotations.Nullable;

/// A request to turn a refresh token into new tokens; the client is authenticated already.
///
/// [RFC 6749 6](https://www.rfc-editor.org/rfc/rfc6749#section-6), RFC 8707 2.2.
///
/// @param refreshToken the refresh token
/// @param clientId the authenticated client
/// @param scope the narrower scope that is asked for; null keeps the grant's
/// @param resource as sent; must be the authorized one when present
public record RefreshExchange(
        String refreshToken, String clientId, @Nullable Scope scope, @Nullable String resource) {
    /// Hides the token.
    @Override
    public String toString() {
        return "RefreshExchange[" + clientId + "]";
    }
}
