package dev.mcpoauth.gateway;

/// The broker could not be asked, or it said no.
public final class BrokerProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokerProblem(String message) {
        super(message);
    }
}
