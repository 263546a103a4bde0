package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.*;
import org.jspecify.annotations.Nullable;

/// The revocation endpoint.
public final class Revoke {
    Revoke() {}

    /// RFC 7009.
    public RevokeResult revoke(@Nullable String authorizationHeader, Parameters form) {
        throw new UnsupportedOperationException();
    }
}
