package dev.mcpoauth.testkit;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a user of a pretend service allowed, with the newest tokens of it.
///
/// @param user alice or bob
/// @param asked the authorization request
/// @param access the access token
/// @param refresh the refresh token; null where the service gives none
record FakeGrant(String user, Map<String, String> asked, String access, @Nullable String refresh) {
    /// A parameter of the authorization request; empty text when it was not sent.
    String asked(String name) {
        return asked.getOrDefault(name, "");
    }

    /// The user's name for people.
    String fullName() {
        return user.equals("alice") ? "Alice Adams" : "Bob Brown";
    }

    /// A number that services with numeric identifiers use.
    int number() {
        return user.equals("alice") ? 1001 : 1002;
    }
}
