package dev.mcpoauth.provider;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The service cannot answer now: everything is kept, trying again later is right.
public final class ServiceUnavailable extends ServiceException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Duration retryAfter;

    /// Trouble that passes; `retryAfter` as the service said, if it did.
    public ServiceUnavailable(String message, @Nullable Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /// How long the service asked to wait.
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
