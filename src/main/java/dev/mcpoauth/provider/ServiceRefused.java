package dev.mcpoauth.provider;

/// The service said no for good: trying the same again is useless, the user must log in.
public final class ServiceRefused extends ServiceException {
    private static final long serialVersionUID = 1L;

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

    /// True when the service refused the broker, not the user: its client credentials are wrong.
    public boolean isOurFault() {
        // RFC 6749 5.2: invalid_client is about the client's own authentication
        return error.equals("invalid_client");
    }

    /// The HTTP status of its answer.
    public int status() {
        return status;
    }
}
