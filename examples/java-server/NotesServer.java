import dev.mcpoauth.gateway.CurrentUser;
import dev.mcpoauth.gateway.ProtectedServer;
import dev.mcpoauth.gateway.RequiresAuth;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import jakarta.servlet.DispatcherType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;

/// An MCP server that keeps notes for each user, protected by a broker that runs elsewhere.
///
/// ```
/// RESOURCE=http://127.0.0.1:9000/mcp ISSUER=http://127.0.0.1:8787 \
/// CLIENT_ID=... CLIENT_SECRET=... java -cp ... NotesServer.java
/// ```
final class NotesServer {
    private final Map<String, List<String>> notes = new ConcurrentHashMap<>();

    @RequiresAuth(scopes = "notes:read")
    SyncToolSpecification list() {
        return tool(
                "list_notes",
                "Lists your notes",
                (exchange, request) ->
                        text(String.join("\n", of(CurrentUser.of(exchange).claims().id()))));
    }

    @RequiresAuth(scopes = {"notes:read", "notes:write"})
    SyncToolSpecification add() {
        return tool(
                "add_note",
                "Adds a note",
                (exchange, request) -> {
                    of(CurrentUser.of(exchange).claims().id())
                            .add(String.valueOf(request.arguments().get("text")));
                    return text("added");
                });
    }

    /// Acts for the user at the service: here it only says what kind of token it could use.
    @RequiresAuth
    SyncToolSpecification service() {
        return tool(
                "service",
                "Says whether it can act at the service for you",
                (exchange, request) ->
                        text("a token of " + CurrentUser.of(exchange).serviceToken().length()));
    }

    private List<String> of(String user) {
        return notes.computeIfAbsent(user, key -> new CopyOnWriteArrayList<>());
    }

    private static CallToolResult text(String text) {
        return CallToolResult.builder().addTextContent(text).build();
    }

    private static SyncToolSpecification tool(
            String name,
            String description,
            BiFunction<McpSyncServerExchange, CallToolRequest, CallToolResult> call) {
        Map<String, Object> schema = Map.of("type", "object");
        return new SyncToolSpecification(
                Tool.builder(name, schema).description(description).build(), call);
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> env = System.getenv();
        URI resource = URI.create(env.get("RESOURCE"));
        ProtectedServer guard =
                ProtectedServer.at(resource.toString())
                        .broker(env.get("ISSUER"), env.get("CLIENT_ID"), env.get("CLIENT_SECRET"))
                        .build();
        var transport =
                HttpServletStreamableServerTransportProvider.builder()
                        .mcpEndpoint(resource.getPath())
                        .contextExtractor(guard.context())
                        .build();
        McpServer.sync(transport)
                .serverInfo("notes", "1.0.0")
                .tools(guard.tools(new NotesServer()))
                .build();

        ServletContextHandler context = new ServletContextHandler("/");
        FilterHolder filter = new FilterHolder(guard.filter());
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
        ServletHolder servlet = new ServletHolder(transport);
        servlet.setAsyncSupported(true);
        context.addServlet(servlet, resource.getPath());
        Server jetty =
                new Server(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), resource.getPort()));
        jetty.setHandler(context);
        jetty.start();
        System.out.println("ready " + resource);
        jetty.join();
    }
}
