package dev.mcpoauth.oauth;

/// How a login came to a page from which it cannot go on. The page says it in plain words.
public enum DeadEnd {
    /// The request or the form is wrong.
    WRONG,
    /// Nobody knows this login: it ended long ago, or the address is not whole.
    UNKNOWN,
    /// The time for an answer is over.
    EXPIRED,
    /// The login went on already; this page or address was good once.
    USED,
    /// The login was begun in another browser, or with other cookies. OAuth 2.1 7.10.
    OTHER_BROWSER,
    /// The user, or the service for them, said no.
    DENIED,
    /// The service behind cannot answer.
    SERVICE_FAILED;

    /// Where a refusal leads that was decided elsewhere.
    public static DeadEnd of(Refusal refusal) {
        return switch (refusal.error()) {
            case ACCESS_DENIED -> DENIED;
            case TEMPORARILY_UNAVAILABLE, SERVER_ERROR -> SERVICE_FAILED;
            case INVALID_REQUEST,
                    INVALID_CLIENT,
                    INVALID_GRANT,
                    UNAUTHORIZED_CLIENT,
                    UNSUPPORTED_GRANT_TYPE,
                    UNSUPPORTED_RESPONSE_TYPE,
                    INVALID_SCOPE,
                    INVALID_TARGET,
                    INVALID_TOKEN,
                    INSUFFICIENT_SCOPE,
                    INVALID_REDIRECT_URI,
                    INVALID_CLIENT_METADATA,
                    AUTHORIZATION_PENDING,
                    SLOW_DOWN,
                    EXPIRED_TOKEN ->
                    WRONG;
        };
    }

    /// An error page for this end; `description` holds no secret.
    public AuthorizeResult.RefuseLocally because(String description) {
        return new AuthorizeResult.RefuseLocally(
                OAuthError.INVALID_REQUEST.because(description), this);
    }
}
