package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.*;
import java.util.Map;
import java.util.Optional;

/// The metadata documents (RFC 8414, RFC 9728).
public final class Metadata {
    Metadata() {}

    /// RFC 8414 2.
    public Map<String, Object> authorizationServer() {
        throw new UnsupportedOperationException();
    }

    /// RFC 9728 2.
    public Optional<Map<String, Object>> protectedResource(String path) {
        throw new UnsupportedOperationException();
    }
}
