package dev.mcpoauth.gateway;

import dev.mcpoauth.oauth.Scope;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What the rules say about a request.
sealed interface Verdict {
    /// A token with these scopes may.
    record Needs(Scope scope) implements Verdict {}

    /// Everybody may, without a token too.
    record Open() implements Verdict {}

    /// Nobody may.
    ///
    /// @param id the identifier of the message that may not be
    record Denied(@Nullable JsonNode id) implements Verdict {}

    /// A careless reader could understand something else.
    ///
    /// @param status the HTTP status to answer with
    /// @param code the JSON-RPC error code
    /// @param why one sentence for the client's developer
    record Unclear(int status, int code, String why) implements Verdict {
        Unclear(String why) {
            this(400, -32600, why);
        }
    }
}
