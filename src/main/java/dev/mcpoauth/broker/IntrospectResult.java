package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.Refusal;
import java.util.Map;

/// How an introspection request ended (RFC 7662 2.2).
public sealed interface IntrospectResult {
    /// The members of the answer.
    record Answer(Map<String, Object> body) implements IntrospectResult {}

    /// An error answer.
    ///
    /// @param refusal why
    /// @param basicChallenge whether the answer must name the Basic scheme (RFC 6749 5.2)
    record Refused(Refusal refusal, boolean basicChallenge) implements IntrospectResult {}
}
