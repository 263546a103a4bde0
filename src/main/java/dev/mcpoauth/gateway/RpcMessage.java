package dev.mcpoauth.gateway;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One JSON-RPC message that can be understood in one way only.
///
/// @param method the method; empty for an answer
/// @param id the identifier; null for a notification
/// @param params the parameters; a missing node where there are none
/// @param whole the message
record RpcMessage(String method, @Nullable JsonNode id, JsonNode params, JsonNode whole) {
    boolean isRequest() {
        return id != null && !method.isEmpty();
    }

    /// True for the message that begins a session.
    boolean begins() {
        return method.equals("initialize");
    }
}
