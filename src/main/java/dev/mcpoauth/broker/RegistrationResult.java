package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.Refusal;
import java.util.Map;

/// How a registration request ended (RFC 7591 3.2).
public sealed interface RegistrationResult {
    /// The members of the 201 answer; they may hold a secret and must not be cached.
    record Registered(Map<String, Object> body) implements RegistrationResult {
        /// Hides the secret.
        @Override
        public String toString() {
            return "Registered[" + body.get("client_id") + "]";
        }
    }

    /// An error answer.
    record Refused(Refusal refusal) implements RegistrationResult {}
}
