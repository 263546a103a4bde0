package dev.mcpoauth.provider;

import java.util.Set;

/// The service said no for good: trying the same again is useless, the user must log in.
public final class ServiceRefused extends ServiceException {
    private static final long serialVersionUID = 1L;

    /// RFC 6749 5.2: only invalid_grant is about the user's login; these are about the broker's
    /// credentials or its request. The second half is what GitHub and Slack call them.
    private static final Set<String> OURS =
            Set.of(
                    "invalid_client",
                    "unauthorized_client",
                    "invalid_request",
                    "invalid_scope",
                    "unsupported_grant_type",
                    "incorrect_client_credentials",
                    "redirect_uri_mismatch",
                    "invalid_client_id",
                    "bad_client_secret",
                    "bad_redirect_uri",
                    "invalid_arguments",
                    "unknown_method");

    private final String error;
    private final int status;

    /// A refusal with the service's own error code, such as `invalid_grant`, and HTTP status.
    public ServiceRefused(String error, int status) {
        super("the service refused: " + error + " (HTTP " + status + ")");
        this.error = error;
        this.status = status;
    }

    /// The service's error code.
    public String error() {
        return error;
    }

    /// True when the service refused the broker, not the user: its client credentials or settings
    /// are wrong, and no login mends that.
    public boolean isOurFault() {
        return OURS.contains(error);
    }

    /// The HTTP status of its answer.
    public int status() {
        return status;
    }
}
