package dev.mcpoauth.gateway;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Headers that repeat what the body says (MCP 2026-07-28): a server may believe either, so both
/// must say the same.
final class MirroredHeaders {
    static final Verdict.Unclear MISMATCH =
            new Verdict.Unclear(400, -32020, "Mcp-Method or Mcp-Name differs from the body");

    private static final String ENCODED = "=?base64?";

    private MirroredHeaders() {}

    static boolean agree(HttpServletRequest request, RpcBody.Read body) {
        String method = request.getHeader("Mcp-Method");
        String name = request.getHeader("Mcp-Name");
        if (method == null && name == null) {
            return true;
        }
        RpcMessage message = body.messages().getFirst();
        return !body.batch()
                && (method == null || method.equals(message.method()))
                && (name == null || name(message).equals(decoded(name)));
    }

    private static String name(RpcMessage message) {
        JsonNode params = message.params();
        // a name beside the URI of a resource is nobody's name
        return params.has("name") && !message.method().startsWith("resources/")
                ? params.path("name").asString("")
                : params.path("uri").asString("");
    }

    private static @Nullable String decoded(String header) {
        if (!header.startsWith(ENCODED) || !header.endsWith("?=")) {
            return header;
        }
        try {
            byte[] bytes =
                    Base64.getDecoder()
                            .decode(header.substring(ENCODED.length(), header.length() - 2));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
