package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.ServiceToken;

/// Whether a service's token can be had now.
public sealed interface ServiceTokenResult {
    /// It can.
    record Fresh(ServiceToken token) implements ServiceTokenResult {}

    /// The service took its permission back: the user must log in again.
    record LoginNeeded() implements ServiceTokenResult {}

    /// The service cannot be reached; later is right.
    record Unavailable() implements ServiceTokenResult {}
}
