package dev.mcpoauth.http;

import dev.mcpoauth.broker.BearerResult;
import dev.mcpoauth.broker.Broker;
import dev.mcpoauth.config.ResourceSettings;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.Refusal;
import dev.mcpoauth.oauth.Scope;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// A small protected MCP server of the broker's own, so that a first login has something to call.
final class DemoMcp {
    private static final String NEWEST = "2025-11-25";
    private static final Set<String> VERSIONS =
            Set.of("2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28");
    private static final int METHOD_NOT_FOUND = -32601;

    private final Settings settings;
    private final Broker broker;
    private final Responses respond = new Responses();

    DemoMcp(Settings settings, Broker broker) {
        this.settings = settings;
        this.broker = broker;
    }

    void post(Context ctx) {
        Optional<AccessTokenInfo> token = verified(ctx);
        if (token.isEmpty()) {
            return;
        }
        JsonNode message;
        try {
            message = Json.parse(ctx.body());
        } catch (JsonProblem e) {
            respond.json(ctx, 400, error(null, -32700, "not JSON"));
            return;
        }
        if (!message.has("id")) {
            ctx.status(202);
            return;
        }
        respond.json(ctx, 200, answer(message, token.get()));
    }

    /// Everything but POST: first who you are, then that there is nothing here.
    void other(Context ctx) {
        if (verified(ctx).isPresent()) {
            ctx.header("Allow", "POST");
            respond.json(ctx, 405, Map.of("error", "method_not_allowed"));
        }
    }

    private Optional<AccessTokenInfo> verified(Context ctx) {
        String url =
                settings.resources().values().stream()
                        .findFirst()
                        .map(ResourceSettings::url)
                        .orElse(settings.issuer() + "/mcp");
        return switch (broker.bearer().check(ctx.header("Authorization"), url, Scope.NONE)) {
            case BearerResult.Verified(AccessTokenInfo token) -> Optional.of(token);
            case BearerResult.Challenge(int status, String challenge, Refusal refusal) -> {
                ctx.header("WWW-Authenticate", challenge);
                respond.json(
                        ctx,
                        status,
                        Map.of(
                                "error",
                                refusal.error().code(),
                                "error_description",
                                refusal.description()));
                yield Optional.empty();
            }
        };
    }

    private static Map<String, Object> answer(JsonNode message, AccessTokenInfo token) {
        JsonNode params = message.path("params");
        return switch (message.path("method").asString("")) {
            case "initialize" -> result(message, initialize(params));
            case "ping" -> result(message, Map.of());
            case "tools/list" -> result(message, Map.of("tools", tools()));
            case "tools/call" -> call(message, token);
            default -> error(message.get("id"), METHOD_NOT_FOUND, "method not found");
        };
    }

    private static Map<String, Object> initialize(JsonNode params) {
        String asked = params.path("protocolVersion").asString(NEWEST);
        return Map.of(
                "protocolVersion", VERSIONS.contains(asked) ? asked : NEWEST,
                "capabilities", Map.of("tools", Map.of()),
                "serverInfo", Map.of("name", "mcp-oauth demo", "version", "1"));
    }

    private static List<Object> tools() {
        Map<String, Object> text = Map.of("text", Map.of("type", "string"));
        return List.of(
                tool("whoami", "Says who is logged in", Map.of()),
                tool("echo", "Says the text again", text));
    }

    private static Map<String, Object> tool(
            String name, String description, Map<String, Object> properties) {
        return Map.of(
                "name", name,
                "description", description,
                "inputSchema", Map.of("type", "object", "properties", properties));
    }

    private static Map<String, Object> call(JsonNode message, AccessTokenInfo token) {
        JsonNode params = message.path("params");
        return switch (params.path("name").asString("")) {
            case "whoami" ->
                    text(
                            message,
                            "You are %s (%s) at %s, with scopes %s"
                                    .formatted(
                                            token.user(),
                                            token.userId(),
                                            token.provider(),
                                            token.scope()));
            case "echo" -> text(message, params.path("arguments").path("text").asString(""));
            default -> error(message.get("id"), -32602, "unknown tool");
        };
    }

    private static Map<String, Object> text(JsonNode message, String text) {
        return result(message, Map.of("content", List.of(Map.of("type", "text", "text", text))));
    }

    private static Map<String, Object> result(JsonNode message, Object result) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("jsonrpc", "2.0");
        answer.put("id", message.get("id"));
        answer.put("result", result);
        return answer;
    }

    private static Map<String, Object> error(
            @org.jspecify.annotations.Nullable JsonNode id, int code, String message) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("jsonrpc", "2.0");
        if (id != null) {
            answer.put("id", id);
        }
        answer.put("error", Map.of("code", code, "message", message));
        return answer;
    }
}
