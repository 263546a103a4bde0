package dev.mcpoauth.oauth;

import org.jspecify.annotations.Nullable;

/// One authorization request of an MCP client after the broker has checked it.
///
/// [RFC 6749 4.1.1](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1), RFC 7636 4.3, RFC 8707
/// 2.
///
/// @param loginId the broker's handle of this login; opaque to providers
/// @param clientId the MCP client
/// @param redirectUri where the answer goes, exactly as the client sent it
/// @param state the client's state, to be sent back byte for byte
/// @param scope the MCP scopes that the user is asked for
/// @param codeChallenge the S256 challenge
/// @param codeChallengeMethod always `S256`
/// @param resource the canonical URL of the MCP server that the token is for
/// @param loginHint an account name to offer at the service
public record AuthorizationParams(
        String loginId,
        String clientId,
        String redirectUri,
        @Nullable String state,
        Scope scope,
        String codeChallenge,
        String codeChallengeMethod,
        String resource,
        @Nullable String loginHint) {
    /// The same with another account name to offer at the service.
    public AuthorizationParams hinting(@Nullable String account) {
        return new AuthorizationParams(
                loginId,
                clientId,
                redirectUri,
                state,
                scope,
                codeChallenge,
                codeChallengeMethod,
                resource,
                account);
    }
}
