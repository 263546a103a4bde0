package dev.mcpoauth.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.LiveBroker;
import dev.mcpoauth.RawHttp;
import dev.mcpoauth.RawHttp.Answer;
import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.store.Client;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures;
import io.modelcontextprotocol.server.McpStatelessServerFeatures;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Servlet;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// Tools of each kind of the MCP Java SDK, in servers of that kind, called by the SDK's client with
/// tokens of a broker that runs elsewhere.
final class ToolKindsTest {
    private static final String SECRET = "a secret of the notes server";

    @TempDir private static Path folder;
    private static LiveBroker broker;
    private static URI url;

    /// The SDK's kinds of servers.
    enum Kind {
        SYNC,
        ASYNC,
        STATELESS_SYNC,
        STATELESS_ASYNC
    }

    /// Makes two tools of each kind.
    static final class Maker {
        @RequiresAuth(scopes = "notes:read")
        McpServerFeatures.SyncToolSpecification syncRead() {
            return new McpServerFeatures.SyncToolSpecification(
                    named("read"), (exchange, request) -> text(CurrentUser.of(exchange)));
        }

        @RequiresAuth(scopes = {"notes:read", "notes:write"})
        McpServerFeatures.SyncToolSpecification syncWrite() {
            return new McpServerFeatures.SyncToolSpecification(
                    named("write"), (exchange, request) -> text(CurrentUser.of(exchange)));
        }

        @RequiresAuth(scopes = "notes:read")
        McpServerFeatures.AsyncToolSpecification asyncRead() {
            return new McpServerFeatures.AsyncToolSpecification(
                    named("read"), (exchange, request) -> later(CurrentUser.of(exchange)));
        }

        @RequiresAuth(scopes = {"notes:read", "notes:write"})
        McpServerFeatures.AsyncToolSpecification asyncWrite() {
            return new McpServerFeatures.AsyncToolSpecification(
                    named("write"), (exchange, request) -> later(CurrentUser.of(exchange)));
        }

        @RequiresAuth(scopes = "notes:read")
        McpStatelessServerFeatures.SyncToolSpecification statelessRead() {
            return new McpStatelessServerFeatures.SyncToolSpecification(
                    named("read"), (context, request) -> text(CurrentUser.of(context)));
        }

        @RequiresAuth(scopes = {"notes:read", "notes:write"})
        McpStatelessServerFeatures.SyncToolSpecification statelessWrite() {
            return new McpStatelessServerFeatures.SyncToolSpecification(
                    named("write"), (context, request) -> text(CurrentUser.of(context)));
        }

        @RequiresAuth(scopes = "notes:read")
        McpStatelessServerFeatures.AsyncToolSpecification statelessAsyncRead() {
            return new McpStatelessServerFeatures.AsyncToolSpecification(
                    named("read"), (context, request) -> later(CurrentUser.of(context)));
        }

        @RequiresAuth(scopes = {"notes:read", "notes:write"})
        McpStatelessServerFeatures.AsyncToolSpecification statelessAsyncWrite() {
            return new McpStatelessServerFeatures.AsyncToolSpecification(
                    named("write"), (context, request) -> later(CurrentUser.of(context)));
        }

        private static Tool named(String name) {
            return Tool.builder(name, Map.of("type", "object")).build();
        }

        private static CallToolResult text(CurrentUser user) {
            String service = user.serviceToken().substring(0, "demo_at_".length());
            return CallToolResult.builder()
                    .addTextContent(user.claims().id() + " " + service)
                    .build();
        }

        private static Mono<CallToolResult> later(CurrentUser user) {
            return Mono.fromCallable(() -> text(user)).subscribeOn(Schedulers.boundedElastic());
        }
    }

    /// Its method is marked and makes no tool.
    static final class Wrong {
        @RequiresAuth
        String text() {
            return "no tool";
        }
    }

    @BeforeAll
    static void start() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            url = URI.create("http://127.0.0.1:" + free.getLocalPort() + "/mcp");
        }
        broker =
                LiveBroker.start(
                        folder,
                        Map.of(
                                "rate_limits",
                                false,
                                "resources.notes",
                                Map.of(
                                        "url", url.toString(),
                                        "scopes", List.of("notes:read", "notes:write"),
                                        "service_token_client", "notes-server")));
        ClientMetadata metadata =
                ClientMetadata.of(
                        "notes-server",
                        List.of("http://127.0.0.1/callback"),
                        "client_secret_basic");
        Client client =
                new Client(
                        "notes-server",
                        metadata,
                        Secret.sha256(SECRET),
                        "cli",
                        broker.now(),
                        null,
                        null);
        broker.store()
                .database()
                .write(tx -> {
                    broker.store().clients().insert(tx, client);
                    return true;
                });
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @ParameterizedTest
    @EnumSource
    void a_tool_of_any_kind_knows_its_user_and_needs_its_scopes(Kind kind) throws Exception {
        ProtectedServer guard = guard();
        Servlet servlet = servlet(kind, guard);
        Server server = serve(servlet, guard);
        try {
            String reader = Guarded.token(url, "alice", "notes:read");
            try (McpSyncClient client = SdkClient.loggedIn(url, reader)) {
                assertEquals("demo:demo-alice demo_at_", call(client, "read"));
            }
            Answer refused =
                    RawHttp.send(
                            url,
                            "POST /mcp HTTP/1.1\nContent-Type: application/json\n"
                                    + "Accept: application/json, text/event-stream\n"
                                    + "Authorization: Bearer "
                                    + reader,
                            Guarded.call("write"));
            assertEquals(403, refused.status());
            String challenge = refused.header("WWW-Authenticate").orElse("");
            assertTrue(challenge.contains("scope=\"notes:read notes:write\""), challenge);
            try (McpSyncClient client = SdkClient.loggedIn(url, Guarded.token(url, "bob", ""))) {
                assertEquals("demo:demo-bob demo_at_", call(client, "write"));
            }
        } finally {
            server.stop();
        }
    }

    @Test
    void without_the_filter_a_tool_does_not_run() {
        McpStatelessServerFeatures.SyncToolSpecification tool =
                guard().tools(new Maker(), McpStatelessServerFeatures.SyncToolSpecification.class)
                        .getFirst();
        assertThrows(
                IllegalStateException.class,
                () ->
                        tool.callHandler()
                                .apply(
                                        McpTransportContext.EMPTY,
                                        CallToolRequest.builder("read").build()));
    }

    @Test
    void what_is_no_tool_is_told() {
        assertThrows(IllegalArgumentException.class, () -> guard().tool("a text", "notes:read"));
        assertThrows(IllegalArgumentException.class, () -> guard().tools(new Wrong()));
    }

    private static ProtectedServer guard() {
        return ProtectedServer.at(url.toString())
                .broker(broker.settings().issuer(), "notes-server", SECRET)
                .build();
    }

    private static Servlet servlet(Kind kind, ProtectedServer guard) {
        Maker maker = new Maker();
        var streamable =
                HttpServletStreamableServerTransportProvider.builder()
                        .mcpEndpoint("/mcp")
                        .contextExtractor(guard.context())
                        .build();
        var stateless =
                HttpServletStatelessServerTransport.builder()
                        .messageEndpoint("/mcp")
                        .contextExtractor(guard.context())
                        .build();
        switch (kind) {
            case SYNC -> McpServer.sync(streamable).tools(guard.tools(maker)).build();
            case ASYNC ->
                    McpServer.async(streamable)
                            .tools(
                                    guard.tools(
                                            maker, McpServerFeatures.AsyncToolSpecification.class))
                            .build();
            case STATELESS_SYNC ->
                    McpServer.sync(stateless)
                            .tools(
                                    guard.tools(
                                            maker,
                                            McpStatelessServerFeatures.SyncToolSpecification.class))
                            .build();
            case STATELESS_ASYNC ->
                    McpServer.async(stateless)
                            .tools(
                                    guard.tools(
                                            maker,
                                            McpStatelessServerFeatures.AsyncToolSpecification
                                                    .class))
                            .build();
        }
        return kind == Kind.SYNC || kind == Kind.ASYNC ? streamable : stateless;
    }

    private static Server serve(Servlet servlet, ProtectedServer guard) throws Exception {
        ServletContextHandler context = new ServletContextHandler("/");
        FilterHolder filter = new FilterHolder(guard.filter());
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/mcp");
        Server server =
                new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), url.getPort()));
        server.setHandler(context);
        server.start();
        return server;
    }

    private static String call(McpSyncClient client, String tool) {
        CallToolResult result = client.callTool(CallToolRequest.builder(tool).build());
        return result.content().getFirst() instanceof TextContent content ? content.text() : "";
    }
}
