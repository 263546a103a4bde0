package dev.mcpoauth.gateway;

import dev.mcpoauth.oauth.Scope;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import java.time.Instant;

/// Who calls a tool of a server that uses [ProtectedServer].
public final class CurrentUser {
    static final String KEY = "dev.mcpoauth.currentUser";

    private final Claims claims;
    private final ServiceTokenSource source;

    /// What the broker says about a token.
    ///
    /// @param id the user, `provider:subject`: stable, unique over all providers
    /// @param label a name for people; never an identifier
    /// @param clientId the MCP client
    /// @param scope what the token allows
    /// @param expiresAt when the token dies
    public record Claims(
            String id, String label, String clientId, Scope scope, Instant expiresAt) {}

    CurrentUser(Claims claims, ServiceTokenSource source) {
        this.claims = claims;
        this.source = source;
    }

    /// The caller of a tool; throws when the request did not come through the filter.
    public static CurrentUser of(McpSyncServerExchange exchange) {
        return of(exchange.transportContext());
    }

    /// The same for asynchronous tools.
    public static CurrentUser of(McpAsyncServerExchange exchange) {
        return of(exchange.transportContext());
    }

    /// The same for handlers that get the context itself, such as those of stateless servers.
    public static CurrentUser of(McpTransportContext context) {
        if (context.get(KEY) instanceof CurrentUser user) {
            return user;
        }
        throw new IllegalStateException(
                "no user: add ProtectedServer.filter() and ProtectedServer.context() to the server");
    }

    /// What the broker says about the caller.
    public Claims claims() {
        return claims;
    }

    /// The user's access token of the service behind the broker, good for a minute at least.
    ///
    /// The broker hands it out only when its settings name this server's client as the resource's
    /// `service_token_client`; throws [BrokerProblem] when it does not. It may ask the broker and
    /// blocks meanwhile: asynchronous tools call it on a thread that may, for example with
    /// `Mono.fromCallable(user::serviceToken).subscribeOn(Schedulers.boundedElastic())`.
    public String serviceToken() {
        return source.token();
    }

    /// Hides the tokens.
    @Override
    public String toString() {
        return "CurrentUser[" + claims.id() + "]";
    }
}
