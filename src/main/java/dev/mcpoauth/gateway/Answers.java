package dev.mcpoauth.gateway;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.oauth.Refusal;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The answers that the gateway gives itself.
final class Answers {
    private Answers() {}

    static void refuse(Context ctx, int status, Refusal refusal) {
        json(
                ctx,
                status,
                Map.of(
                        "error",
                        refusal.error().code(),
                        "error_description",
                        refusal.description()));
    }

    /// An error of the way to the server.
    static void fault(Context ctx, int status, String error, String description) {
        json(ctx, status, Map.of("error", error, "error_description", description));
    }

    /// An error in the words of JSON-RPC.
    static void rpcError(Context ctx, int status, Map<String, ?> error) {
        json(ctx, status, error);
    }

    static Map<String, Object> rpcError(@Nullable JsonNode id, int code, String message) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("jsonrpc", "2.0");
        if (id != null) {
            answer.put("id", id);
        }
        answer.put("error", Map.of("code", code, "message", message));
        return answer;
    }

    static Map<String, Object> rpcResult(RpcMessage request, Object result) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("jsonrpc", "2.0");
        answer.put("id", request.id());
        answer.put("result", result);
        return answer;
    }

    static void json(Context ctx, int status, Object body) {
        ctx.header("Cache-Control", "no-store");
        ctx.status(status).contentType("application/json").result(Json.write(body));
    }
}
