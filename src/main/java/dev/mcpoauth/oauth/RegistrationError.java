package dev.mcpoauth.oauth;

/// Says that a client registration is refused (RFC 7591 3.2.2).
public final class RegistrationError extends OAuthException {
    private static final long serialVersionUID = 1L;

    /// Refuses with this error and sentence.
    public RegistrationError(Refusal refusal) {
        super(refusal);
    }
}
