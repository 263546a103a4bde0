package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.*;
import org.jspecify.annotations.Nullable;

/// The introspection endpoint.
public final class Introspect {
    Introspect() {}

    /// RFC 7662.
    public IntrospectResult introspect(@Nullable String authorizationHeader, Parameters form) {
        throw new UnsupportedOperationException();
    }
}
