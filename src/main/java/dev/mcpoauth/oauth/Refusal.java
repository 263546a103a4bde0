package dev.mcpoauth.oauth;

import org.jspecify.annotations.Nullable;

/// Why the server said no: what the client is told and what only the log is told.
///
/// @param error the wire code and HTTP status
/// @param description one clear sentence for the client's developer; never holds a secret
/// @param detail what the log adds; never holds a secret either
public record Refusal(OAuthError error, String description, @Nullable String detail) {
    /// The same refusal with a detail for the log.
    public Refusal logged(String newDetail) {
        return new Refusal(error, description, newDetail);
    }

    /// What the operator is told: the sentence, and the detail where there is one.
    public String whole() {
        return detail == null ? description : description + ": " + detail;
    }
}
