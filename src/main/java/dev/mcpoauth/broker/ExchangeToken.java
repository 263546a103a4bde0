package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.*;
import org.jspecify.annotations.Nullable;

/// The token endpoint.
public final class ExchangeToken {
    ExchangeToken() {}

    /// RFC 6749 3.2.
    public TokenResult exchange(@Nullable String authorizationHeader, Parameters form) {
        throw new UnsupportedOperationException();
    }
}
