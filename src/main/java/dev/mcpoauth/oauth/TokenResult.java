package dev.mcpoauth.oauth;

/// How a token request ended (RFC 6749 5).
public sealed interface TokenResult {
    /// Tokens; they are on disk already.
    record Issued(OAuthToken token) implements TokenResult {}

    /// An error answer.
    ///
    /// @param refusal why
    /// @param basicChallenge whether the answer must name the Basic scheme (RFC 6749 5.2)
    record Refused(Refusal refusal, boolean basicChallenge) implements TokenResult {}
}
