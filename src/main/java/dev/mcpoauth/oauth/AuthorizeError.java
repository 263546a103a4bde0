package dev.mcpoauth.oauth;

/// Says that an authorization request or a service callback is refused (RFC 6749 4.1.2.1).
public final class AuthorizeError extends OAuthException {
    private static final long serialVersionUID = 1L;

    /// Refuses with this error and sentence.
    public AuthorizeError(Refusal refusal) {
        super(refusal);
    }
}
