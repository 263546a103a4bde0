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

    /// The HTTP status of its answer.
    public int status() {
        return status;
    }
}
