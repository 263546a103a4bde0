package dev.mcpoauth.gateway;

import dev.mcpoauth.oauth.AccessTokenInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// A small MCP server of the broker's own, so that a first login has something to call.
final class DemoServer implements Backend {
    private static final String NEWEST = "2025-11-25";
    private static final Set<String> VERSIONS =
            Set.of("2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28");
    private static final int METHOD_NOT_FOUND = -32601;

    @Override
    public boolean reads() {
        return true;
    }

    @Override
    public void serve(Call call) {
        if (!(call.body() instanceof RpcBody.Read body)) {
            call.ctx().header("Allow", "POST");
            Answers.fault(call.ctx(), 405, "method_not_allowed", "the demo server has no streams");
            return;
        }
        List<Map<String, Object>> answers =
                body.messages().stream()
                        .filter(RpcMessage::isRequest)
                        .map(message -> answer(message, call.caller()))
                        .toList();
        if (answers.isEmpty()) {
            call.ctx().status(202).result("");
        } else {
            Answers.json(call.ctx(), 200, body.batch() ? answers : answers.getFirst());
        }
    }

    private static Map<String, Object> answer(RpcMessage message, Caller caller) {
        return switch (message.method()) {
            case "initialize" -> Answers.rpcResult(message, initialize(message.params()));
            case "ping" -> Answers.rpcResult(message, Map.of());
            case "tools/list" -> Answers.rpcResult(message, Map.of("tools", tools()));
            case "tools/call" -> call(message, caller);
            default -> Answers.rpcError(message.id(), METHOD_NOT_FOUND, "method not found");
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

    private static Map<String, Object> call(RpcMessage message, Caller caller) {
        JsonNode params = message.params();
        return switch (params.path("name").asString("")) {
            case "whoami" -> text(message, who(caller));
            case "echo" -> text(message, params.path("arguments").path("text").asString(""));
            default -> Answers.rpcError(message.id(), -32602, "unknown tool");
        };
    }

    private static String who(Caller caller) {
        AccessTokenInfo token = caller.token();
        return token == null
                ? "You are not logged in"
                : "You are %s (%s) at %s, with scopes %s"
                        .formatted(token.user(), token.userId(), token.provider(), token.scope());
    }

    private static Map<String, Object> text(RpcMessage message, String text) {
        return Answers.rpcResult(
                message, Map.of("content", List.of(Map.of("type", "text", "text", text))));
    }

    @Override
    public void close() {
        // nothing is held
    }
}
