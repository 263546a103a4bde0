package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.*;

/// The callback of a service.
public final class CompleteLogin {
    CompleteLogin() {}

    /// RFC 6749 4.1.2.
    public AuthorizeResult complete(String provider, Parameters query, String browser) {
        throw new UnsupportedOperationException();
    }
}
