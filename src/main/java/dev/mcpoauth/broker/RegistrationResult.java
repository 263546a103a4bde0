package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.Refusal;
import java.util.Map;

/// How a request about a registration ended (RFC 7591 3.2, RFC 7592 2).
public sealed interface RegistrationResult {
    /// A new client.
    ///
    /// @param body the members of the answer; they may hold secrets and must not be cached
    record Registered(Map<String, Object> body) implements RegistrationResult {
        /// Hides the secrets.
        @Override
        public String toString() {
            return "Registered[" + body.get("client_id") + "]";
        }
    }

    /// A client as it is now registered.
    ///
    /// @param body the members of the answer; they may hold secrets and must not be cached
    record Current(Map<String, Object> body) implements RegistrationResult {
        /// Hides the secrets.
        @Override
        public String toString() {
            return "Current[" + body.get("client_id") + "]";
        }
    }

    /// The client is gone, and its tokens with it.
    record Deleted() implements RegistrationResult {}

    /// An error answer.
    record Refused(Refusal refusal) implements RegistrationResult {}
}
