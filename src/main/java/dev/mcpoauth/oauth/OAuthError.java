package dev.mcpoauth.oauth;

/// The error codes that OAuth endpoints answer with, each with its HTTP status.
///
/// [RFC 6749 4.1.2.1](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1), 5.2; RFC 6750 3.1;
/// RFC 7591 3.2.2; RFC 8628 3.5; RFC 8707 2.
public enum OAuthError {
    /// A parameter is missing, repeated, malformed or unsupported.
    INVALID_REQUEST("invalid_request", 400),
    /// The client is unknown or did not prove who it is.
    INVALID_CLIENT("invalid_client", 401),
    /// The code or refresh token is wrong, spent, expired, revoked or somebody else's.
    INVALID_GRANT("invalid_grant", 400),
    /// The client may not use this grant type.
    UNAUTHORIZED_CLIENT("unauthorized_client", 400),
    /// The server does not know this grant type.
    UNSUPPORTED_GRANT_TYPE("unsupported_grant_type", 400),
    /// The server does not know this response type.
    UNSUPPORTED_RESPONSE_TYPE("unsupported_response_type", 400),
    /// The scope is unknown or wider than what was granted.
    INVALID_SCOPE("invalid_scope", 400),
    /// The resource is malformed, unknown or not the authorized one. RFC 8707 2.
    INVALID_TARGET("invalid_target", 400),
    /// The user or the service said no.
    ACCESS_DENIED("access_denied", 403),
    /// The server failed in a way that it did not foresee.
    SERVER_ERROR("server_error", 500),
    /// The server or the service behind it cannot answer now; trying again later is right.
    TEMPORARILY_UNAVAILABLE("temporarily_unavailable", 503),
    /// The bearer token is malformed, expired, revoked or for another resource. RFC 6750 3.1.
    INVALID_TOKEN("invalid_token", 401),
    /// The bearer token lacks a scope. RFC 6750 3.1.
    INSUFFICIENT_SCOPE("insufficient_scope", 403),
    /// A redirect URI in a registration is refused. RFC 7591 3.2.2.
    INVALID_REDIRECT_URI("invalid_redirect_uri", 400),
    /// Another part of a registration is refused. RFC 7591 3.2.2.
    INVALID_CLIENT_METADATA("invalid_client_metadata", 400),
    /// The device code has not been approved yet. RFC 8628 3.5.
    AUTHORIZATION_PENDING("authorization_pending", 400),
    /// The device client polls too often. RFC 8628 3.5.
    SLOW_DOWN("slow_down", 400),
    /// The device code has expired. RFC 8628 3.5.
    EXPIRED_TOKEN("expired_token", 400);

    private final String code;
    private final int status;

    OAuthError(String code, int status) {
        this.code = code;
        this.status = status;
    }

    /// The wire form, as in the `error` member.
    public String code() {
        return code;
    }

    /// The HTTP status of a direct answer with this error.
    public int status() {
        return status;
    }

    /// A refusal with this error; `description` goes over the wire, so it must hold no secret.
    public Refusal because(String description) {
        return new Refusal(this, description, null);
    }
}
