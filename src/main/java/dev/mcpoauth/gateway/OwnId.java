package dev.mcpoauth.gateway;

import dev.mcpoauth.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// An identifier of ours for a client's request to a program without sessions: several windows of a
/// client share it, and each counts its requests from one.
///
/// MCP 2026-07-28 names a request by its id in the answer, in `notifications/cancelled` and in the
/// `_meta` of what a subscription brings.
///
/// @param number what the program sees, also as the progress token
/// @param id what the client said
/// @param progressToken what the client said; null where it wants no progress
record OwnId(long number, JsonNode id, @Nullable JsonNode progressToken) {
    private static final String ID = "/id";
    private static final String REQUEST_ID = "/params/requestId";
    private static final String PROGRESS = "/params/progressToken";
    private static final String ASKED_PROGRESS = "/params/_meta/progressToken";
    private static final String SUBSCRIPTION = "/_meta/io.modelcontextprotocol~1subscriptionId";
    private static final List<String> NAMED_BY =
            List.of(PROGRESS, REQUEST_ID, "/params" + SUBSCRIPTION);
    private static final List<String> IN_ANSWERS = List.of(ID, "/result" + SUBSCRIPTION);

    /// The request as the program gets it.
    byte[] inRequest(byte[] request) {
        return replaced(
                request,
                progressToken == null
                        ? Map.of(ID, text())
                        : Map.of(ID, text(), ASKED_PROGRESS, text()));
    }

    /// A client's `notifications/cancelled` for it, as the program gets it.
    byte[] inCancellation(byte[] message) {
        return replaced(message, Map.of(REQUEST_ID, text()));
    }

    private static byte[] replaced(byte[] message, Map<String, String> values) {
        String json = new String(message, StandardCharsets.UTF_8);
        return RpcSplice.replace(json, values).getBytes(StandardCharsets.UTF_8);
    }

    /// True when a message of the program is about this request.
    boolean namedIn(JsonNode message) {
        return NAMED_BY.stream().anyMatch(pointer -> isNumber(message.at(pointer)));
    }

    /// A message of the program as the client gets it.
    String forClient(JsonNode message, String json) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pointer : message.has("method") ? NAMED_BY : IN_ANSWERS) {
            JsonNode said = message.at(pointer);
            JsonNode meant = pointer.equals(PROGRESS) ? progressToken : id;
            if (isNumber(said) && meant != null) {
                // some programs say every identifier as a text
                values.put(
                        pointer, said.isString() ? Json.write(meant.asString()) : meant.toString());
            }
        }
        return RpcSplice.replace(json, values);
    }

    private boolean isNumber(JsonNode said) {
        return said.asString("").equals(text());
    }

    String text() {
        return Long.toString(number);
    }
}
