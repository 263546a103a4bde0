package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.ServiceToken;

/// What a service answers to one poll of a login by code.
///
/// [RFC 8628 3.5](https://www.rfc-editor.org/rfc/rfc8628#section-3.5)
public sealed interface DevicePoll {
    /// The user said yes.
    ///
    /// @param token the service's token
    record Authorized(ServiceToken token) implements DevicePoll {}

    /// The user has not answered yet: poll again after the interval.
    record Pending() implements DevicePoll {}

    /// Polled too often: from now on wait five seconds longer between polls.
    record SlowDown() implements DevicePoll {}

    /// The user said no.
    record Denied() implements DevicePoll {}

    /// The code died: begin anew.
    record Expired() implements DevicePoll {}
}
