package dev.mcpoauth.http;

/// Another process listens on the port that the broker wants.
public final class PortInUse extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PortInUse(int port, Throwable cause) {
        super("port " + port + " is in use", cause);
    }
}
