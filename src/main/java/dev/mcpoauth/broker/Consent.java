package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.*;

/// The consent form.
public final class Consent {
    Consent() {}

    /// Approve or deny.
    public AuthorizeResult decide(Parameters form, String browser) {
        throw new UnsupportedOperationException();
    }
}
