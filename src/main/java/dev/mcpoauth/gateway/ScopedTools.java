package dev.mcpoauth.gateway;

import dev.mcpoauth.oauth.Scope;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncToolSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpStatelessServerFeatures;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import reactor.core.publisher.Mono;

/// Tools of the MCP Java SDK, each of its four kinds, for callers with a scope only.
///
/// The filter has checked it already; what is here holds when somebody forgot the filter.
///
/// @param scope what a caller must have
record ScopedTools(Scope scope) {
    /// The same tool of the same kind; throws [IllegalArgumentException] when it is of none.
    Object wrap(Object tool) {
        return switch (tool) {
            case SyncToolSpecification sync -> sync(sync);
            case AsyncToolSpecification async -> async(async);
            case McpStatelessServerFeatures.SyncToolSpecification sync -> stateless(sync);
            case McpStatelessServerFeatures.AsyncToolSpecification async -> stateless(async);
            default -> throw new IllegalArgumentException(tool.getClass() + " is no tool");
        };
    }

    /// What the SDK knows about a tool of any kind.
    static Tool described(Object tool) {
        return switch (tool) {
            case SyncToolSpecification sync -> sync.tool();
            case AsyncToolSpecification async -> async.tool();
            case McpStatelessServerFeatures.SyncToolSpecification sync -> sync.tool();
            case McpStatelessServerFeatures.AsyncToolSpecification async -> async.tool();
            default -> throw new IllegalArgumentException(tool.getClass() + " is no tool");
        };
    }

    private SyncToolSpecification sync(SyncToolSpecification tool) {
        return new SyncToolSpecification(
                tool.tool(),
                (exchange, request) ->
                        may(exchange.transportContext())
                                ? tool.callHandler().apply(exchange, request)
                                : refusal());
    }

    private AsyncToolSpecification async(AsyncToolSpecification tool) {
        return new AsyncToolSpecification(
                tool.tool(),
                (exchange, request) ->
                        may(exchange.transportContext())
                                ? tool.callHandler().apply(exchange, request)
                                : Mono.just(refusal()));
    }

    private McpStatelessServerFeatures.SyncToolSpecification stateless(
            McpStatelessServerFeatures.SyncToolSpecification tool) {
        return new McpStatelessServerFeatures.SyncToolSpecification(
                tool.tool(),
                (context, request) ->
                        may(context) ? tool.callHandler().apply(context, request) : refusal());
    }

    private McpStatelessServerFeatures.AsyncToolSpecification stateless(
            McpStatelessServerFeatures.AsyncToolSpecification tool) {
        return new McpStatelessServerFeatures.AsyncToolSpecification(
                tool.tool(),
                (context, request) ->
                        may(context)
                                ? tool.callHandler().apply(context, request)
                                : Mono.just(refusal()));
    }

    private boolean may(McpTransportContext context) {
        return CurrentUser.of(context).claims().scope().covers(scope);
    }

    private CallToolResult refusal() {
        return CallToolResult.builder()
                .addTextContent("the token lacks a scope: " + scope)
                .isError(true)
                .build();
    }
}
