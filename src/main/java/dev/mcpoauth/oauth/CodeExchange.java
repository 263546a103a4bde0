package dev.mcpoauth.oauth;

import org.jspecify.annotations.Nullable;

/// A request to turn an authorization code into tokens; the client is authenticated already.
///
/// [RFC 6749 4.1.3](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3), RFC 7636 4.5, RFC 8707
/// 2.2.
///
/// @param code the code
/// @param clientId the authenticated client
/// @param redirectUri as sent; must equal the request's when present (OAuth 2.1 10.2)
/// @param codeVerifier the PKCE verifier
/// @param resource as sent; must be the authorized one when present
public record CodeExchange(
        String code,
        String clientId,
        @Nullable String redirectUri,
        @Nullable String codeVerifier,
        @Nullable String resource) {
    /// Hides the code and the verifier.
    @Override
    public String toString() {
        return "CodeExchange[" + clientId + "]";
    }
}
