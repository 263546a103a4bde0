package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.Refusal;

/// How a revocation request ended (RFC 7009 2.2).
public sealed interface RevokeResult {
    /// The token is dead, or was never alive.
    record Done() implements RevokeResult {}

    /// An error answer.
    ///
    /// @param refusal why
    /// @param basicChallenge whether the answer must name the Basic scheme (RFC 6749 5.2)
    record Refused(Refusal refusal, boolean basicChallenge) implements RevokeResult {}
}
