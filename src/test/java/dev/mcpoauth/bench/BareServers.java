package dev.mcpoauth.bench;

import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;

/// Servers to measure the gateway with: their one tool `read` does nothing but answer with a text.
final class BareServers {
    private static final String SHORT = "x".repeat(100);
    private static final String LONG = "x".repeat(1 << 20);

    private BareServers() {}

    private static Server server() {
        return new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /// Less than a server can do: it sends bytes and understands nothing.
    static Server bytes() throws Exception {
        byte[] small = answer(SHORT);
        byte[] large = answer(LONG);
        Server server = server();
        server.setHandler(
                new Handler.Abstract() {
                    @Override
                    public boolean handle(Request request, Response response, Callback callback)
                            throws Exception {
                        String call = Content.Source.asString(request, StandardCharsets.UTF_8);
                        response.getHeaders().put("Content-Type", "application/json");
                        byte[] bytes = call.contains("\"large\"") ? large : small;
                        response.write(true, ByteBuffer.wrap(bytes), callback);
                        return true;
                    }
                });
        server.start();
        return server;
    }

    private static byte[] answer(String text) {
        return ("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[{\"type\":\"text\",\"text\":\""
                        + text
                        + "\"}]}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /// A whole MCP server of the MCP Java SDK, without sessions.
    static Server sdk() throws Exception {
        HttpServletStatelessServerTransport transport =
                HttpServletStatelessServerTransport.builder().messageEndpoint("/mcp").build();
        McpServer.sync(transport)
                .serverInfo("bare", "1.0.0")
                .tools(
                        new SyncToolSpecification(
                                Tool.builder("read", Map.of("type", "object")).build(),
                                (context, request) ->
                                        CallToolResult.builder()
                                                .addTextContent(
                                                        "large"
                                                                        .equals(
                                                                                request.arguments()
                                                                                        .get(
                                                                                                "text"))
                                                                ? LONG
                                                                : SHORT)
                                                .build()))
                .build();
        ServletContextHandler context = new ServletContextHandler("/");
        ServletHolder servlet = new ServletHolder(transport);
        servlet.setAsyncSupported(true);
        context.addServlet(servlet, "/mcp");
        Server server = server();
        server.setHandler(context);
        server.start();
        return server;
    }
}
