package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.*;
import org.jspecify.annotations.Nullable;

/// Bearer tokens.
public final class Bearer {
    Bearer() {}

    /// RFC 6750.
    public BearerResult check(
            @Nullable String authorizationHeader, String resource, Scope required) {
        throw new UnsupportedOperationException();
    }
}
