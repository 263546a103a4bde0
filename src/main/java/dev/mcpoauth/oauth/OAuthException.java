package dev.mcpoauth.oauth;

/// What a provider throws to refuse; the broker turns it into the RFC's error answer.
///
/// Only a refusal that the protocol foresees is thrown this way. A broken disk or network is
/// another exception.
public abstract sealed class OAuthException extends RuntimeException
        permits AuthorizeError, TokenError, RegistrationError {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    OAuthException(Refusal refusal) {
        super(refusal.error().code() + ": " + refusal.description());
        this.refusal = refusal;
    }

    /// The error code, the sentence for the client and the detail for the log.
    public Refusal refusal() {
        return refusal;
    }
}
