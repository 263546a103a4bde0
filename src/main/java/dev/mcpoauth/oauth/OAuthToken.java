package dev.mcpoauth.oauth;

import org.jspecify.annotations.Nullable;

/// A token answer to an MCP client.
///
/// [RFC 6749 5.1](https://www.rfc-editor.org/rfc/rfc6749#section-5.1)
///
/// @param accessToken the MCP access token
/// @param tokenType always `Bearer`
/// @param expiresIn seconds until the access token expires, counted now
/// @param refreshToken the MCP refresh token, where the client may refresh
/// @param scope what the access token allows
public record OAuthToken(
        String accessToken,
        String tokenType,
        long expiresIn,
        @Nullable String refreshToken,
        Scope scope) {
    /// The only token type that is issued. RFC 6750.
    public static final String BEARER = "Bearer";

    /// Hides the tokens.
    @Override
    public String toString() {
        return "OAuthToken[" + tokenType + ", " + expiresIn + " s, " + scope + "]";
    }
}
