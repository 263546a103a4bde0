package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.*;

/// The authorization endpoint.
public final class Authorize {
    Authorize() {}

    /// RFC 6749 4.1.1.
    public AuthorizeResult begin(Parameters query, String browser) {
        throw new UnsupportedOperationException();
    }
}
