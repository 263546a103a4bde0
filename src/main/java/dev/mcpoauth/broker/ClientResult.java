package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.Refusal;
import dev.mcpoauth.store.Client;

/// Whether a client proved who it is.
public sealed interface ClientResult {
    /// It did.
    record Authenticated(Client client) implements ClientResult {}

    /// It did not.
    ///
    /// @param refusal why
    /// @param basicChallenge whether the answer must name the Basic scheme (RFC 6749 5.2)
    record Refused(Refusal refusal, boolean basicChallenge) implements ClientResult {}
}
