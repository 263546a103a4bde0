package dev.mcpoauth.provider;

/// The service did not give what was asked; final or passing, the two are never mixed up.
public abstract sealed class ServiceException extends RuntimeException
        permits ServiceRefused, ServiceUnavailable {
    private static final long serialVersionUID = 1L;

    ServiceException(String message) {
        super(message);
    }
}
