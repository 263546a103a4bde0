package dev.mcpoauth.oauth;

/// Says that a code, refresh token or access token is refused (RFC 6749 5.2, RFC 6750 3.1).
public final class TokenError extends OAuthException {
    private static final long serialVersionUID = 1L;

    /// Refuses with this error and sentence.
    public TokenError(Refusal refusal) {
        super(refusal);
    }
}
