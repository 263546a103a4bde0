package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.*;
import org.jspecify.annotations.Nullable;

/// Client authentication.
public final class AuthenticateClient {
    AuthenticateClient() {}

    /// RFC 6749 2.3.
    public ClientResult authenticate(@Nullable String authorizationHeader, Parameters form) {
        throw new UnsupportedOperationException();
    }
}
