package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.*;
import org.jspecify.annotations.Nullable;

/// Dynamic registration (RFC 7591).
public final class RegisterClient {
    RegisterClient() {}

    /// Registers.
    public RegistrationResult register(String jsonBody, @Nullable String bearer) {
        throw new UnsupportedOperationException();
    }
}
