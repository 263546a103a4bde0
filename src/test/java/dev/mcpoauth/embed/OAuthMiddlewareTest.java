package dev.mcpoauth.embed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.provider.BaseOAuthProvider;
import dev.mcpoauth.provider.ProviderContext;
import dev.mcpoauth.provider.ServiceSpec;
import dev.mcpoauth.testkit.FakeService;
import dev.mcpoauth.testkit.LoopbackClient;
import io.javalin.Javalin;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The broker in servers of somebody else: the ones of docs/embedding.md, compiled from there.
final class OAuthMiddlewareTest {
    private static final Pattern JAVA = Pattern.compile("(?s)```java\\n(.*?)```");
    private static final Pattern CLASS = Pattern.compile("public final class (\\w+)");

    private static final String TEXT =
            "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":"
                    + "{\"content\":[{\"type\":\"text\",\"text\":\"yes\"}]}}";

    @TempDir Path folder;
    private final FakeService service = FakeService.start();
    private int port;

    @BeforeEach
    void choosePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void the_javalin_server_of_the_document_logs_in_and_gives_the_tool_the_credentials()
            throws Exception {
        Map<String, String> github = new LinkedHashMap<>();
        service.providerSettings().forEach((name, value) -> github.put(name, value.toString()));
        try (URLClassLoader classes = document()) {
            Method start =
                    classes.loadClass("NotesServer")
                            .getMethod("start", int.class, Path.class, Map.class);
            Javalin app = (Javalin) start.invoke(null, port, folder.resolve("data"), github);
            try {
                assertEquals("the notes server", get("/").body());
                assertEquals(404, get("/nothing").statusCode());
                assertFalse(
                        get("/nothing").headers().firstValue("X-Content-Type-Options").isPresent());
                assertEquals(
                        "notes of alice at " + URI.create(service.baseUrl()).getAuthority(),
                        login("whoami"));
            } finally {
                app.stop();
            }
        }
        assertTrue(Files.exists(folder.resolve("data/mcp-oauth.db")));
    }

    @Test
    void the_servlet_of_the_document_logs_in() throws Exception {
        try (URLClassLoader classes = document();
                OAuthMiddleware oauth =
                        OAuthMiddleware.at(issuer())
                                .dataDir(folder.resolve("data"))
                                .provider("acme", AcmeProvider.class, acme())
                                .resource("/mcp", "notes:read")
                                .build()) {
            assertEquals(Map.of(), oauth.broken());
            Method start =
                    classes.loadClass("NotesServlet")
                            .getMethod("start", int.class, OAuthMiddleware.class);
            Server server = (Server) start.invoke(null, port, oauth);
            try {
                assertEquals("you are acme:demo-alice", login("whoami"));
            } finally {
                server.stop();
            }
        }
    }

    @Test
    void each_endpoint_takes_the_tokens_of_its_own_resource_only() throws Exception {
        OAuthMiddleware oauth =
                OAuthMiddleware.at(issuer())
                        .dataDir(folder.resolve("data"))
                        .provider("acme", AcmeProvider.class, acme())
                        .resource("/other", "other:read")
                        .resource("/mcp", "notes:read")
                        .build();
        Javalin app =
                Javalin.create(
                                config -> {
                                    config.registerPlugin(oauth);
                                    config.routes.before("/mcp", oauth.guard("notes:read"));
                                    config.routes.before("/other", oauth.guard());
                                    config.routes.post("/mcp", ctx -> ctx.result(TEXT));
                                    config.routes.post("/other", ctx -> ctx.result(TEXT));
                                    config.routes.get("/readyz", ctx -> ctx.result("mine"));
                                })
                        .start("127.0.0.1", port);
        try {
            assertEquals("yes", login("any"));
            assertEquals("mine", get("/readyz").body());
            String challenge = get("/other").headers().firstValue("WWW-Authenticate").orElse("");
            assertTrue(
                    challenge.contains("/.well-known/oauth-protected-resource/other"), challenge);
        } finally {
            app.stop();
        }
    }

    @Test
    void an_issuer_with_a_path_is_served_below_it() throws Exception {
        OAuthMiddleware oauth =
                OAuthMiddleware.at(issuer() + "/app")
                        .dataDir(folder.resolve("data"))
                        .provider("acme", AcmeProvider.class, acme())
                        .resource("/mcp", "notes:read")
                        .build();
        Javalin app =
                Javalin.create(
                                config -> {
                                    config.registerPlugin(oauth);
                                    config.routes.before("/app/mcp", oauth.guard("notes:read"));
                                    config.routes.post("/app/mcp", ctx -> ctx.result(TEXT));
                                })
                        .start("127.0.0.1", port);
        try {
            assertEquals("yes", login("/app/mcp", "any"));
        } finally {
            app.stop();
        }
    }

    @Test
    void a_scope_that_the_token_lacks_is_403_and_no_token_is_401() throws Exception {
        OAuthMiddleware oauth =
                OAuthMiddleware.at(issuer())
                        .dataDir(folder.resolve("data"))
                        .provider("acme", AcmeProvider.class, acme())
                        .resource("/mcp", "notes:read")
                        .build();
        Javalin app =
                Javalin.create(
                                config -> {
                                    config.registerPlugin(oauth);
                                    config.routes.before("/mcp", oauth.guard("notes:admin"));
                                    config.routes.post("/mcp", ctx -> ctx.result("never"));
                                    config.routes.get(
                                            "/open",
                                            ctx ->
                                                    ctx.result(
                                                            OAuthMiddleware.caller(ctx).userId()));
                                })
                        .start("127.0.0.1", port);
        try {
            HttpResponse<String> nobody = get("/mcp");
            assertEquals(401, nobody.statusCode());
            String challenge = nobody.headers().firstValue("WWW-Authenticate").orElse("");
            assertTrue(challenge.contains("resource_metadata=\"" + issuer()), challenge);
            assertTrue(challenge.contains("scope=\"notes:admin\""), challenge);
            RuntimeException refused = assertThrows(RuntimeException.class, () -> login("whoami"));
            assertEquals("the tool gave no text", refused.getMessage());
            assertEquals(500, get("/open").statusCode());
        } finally {
            app.stop();
        }
    }

    @Test
    void a_token_opens_what_the_container_takes_for_its_resource_and_nothing_else()
            throws Exception {
        OAuthMiddleware oauth =
                OAuthMiddleware.at(issuer())
                        .dataDir(folder.resolve("data"))
                        .provider("acme", AcmeProvider.class, acme())
                        .resource("/a", "notes:read")
                        .resource("/a/admin", "notes:read")
                        .resource("/b", "notes:read")
                        .build();
        Server server = servlets(oauth, "/a/*", "/a/admin", "/b", "/free");
        try (oauth) {
            String a = token("/a");
            String admin = token("/a/admin");
            for (String own : List.of("/a", "/%61", "/a;x=1", "/x/../a", "/a/more", "/a/admins")) {
                assertEquals(200, post(own, a), own);
                assertEquals(401, post(own, admin), own);
            }
            for (String other :
                    List.of("/b", "/%62", "/b;x=1", "/x/../b", "/a/admin", "/a/%61dmin")) {
                assertEquals(401, post(other, a), other);
            }
            assertEquals(200, post("/a/admin", admin));
            assertEquals(403, post("/free", a));
            oauth.close();
            assertEquals(503, post("/a", a));
        } finally {
            server.stop();
        }
    }

    private Server servlets(OAuthMiddleware oauth, String... paths) throws Exception {
        ServletContextHandler context = new ServletContextHandler("/");
        EnumSet<DispatcherType> requests = EnumSet.of(DispatcherType.REQUEST);
        context.addFilter(new FilterHolder(oauth.filter()), "/*", requests);
        ServletHolder servlet =
                new ServletHolder(
                        new HttpServlet() {
                            @Override
                            protected void doPost(HttpServletRequest to, HttpServletResponse from) {
                                from.setStatus(200);
                            }
                        });
        for (String path : paths) {
            context.addFilter(new FilterHolder(oauth.guardFilter()), path, requests);
            context.addServlet(servlet, path);
        }
        Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        server.setHandler(context);
        server.start();
        return server;
    }

    private String token(String path) {
        try (LoopbackClient client = new LoopbackClient(issuer() + path, step -> {})) {
            client.discover();
            client.register();
            client.login("alice");
            return client.accessToken();
        }
    }

    private int post(String path, String token) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(issuer() + path))
                                    .header("Authorization", "Bearer " + token)
                                    .POST(HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        }
    }

    @Test
    void a_provider_that_cannot_be_used_is_told_by_name() {
        try (OAuthMiddleware oauth =
                OAuthMiddleware.at(issuer())
                        .dataDir(folder.resolve("data"))
                        .provider("acme", Map.of("preset", "oauth2", "client_id", "x"))
                        .build()) {
            assertEquals(List.of("acme"), List.copyOf(oauth.broken().keySet()));
        }
    }

    @Test
    void credentials_show_no_token_but_give_it_as_variables() {
        ServiceCredentials credentials =
                new ServiceCredentials(
                        "s3cret",
                        "bearer",
                        null,
                        "acme",
                        "alice",
                        "api.acme.example",
                        dev.mcpoauth.oauth.Scope.NONE,
                        Map.of());
        assertFalse(credentials.toString().contains("s3cret"));
        assertEquals("Bearer s3cret", credentials.authorization());
        assertEquals("s3cret", credentials.environment().get("MCP_OAUTH_ACCESS_TOKEN"));
        assertEquals("api.acme.example", credentials.environment().get("MCP_OAUTH_API_HOST"));
    }

    /// A provider that knows its service.
    @ServiceSpec(
            """
            {
              "title": "Acme",
              "authorize_url": "{base_url}/authorize",
              "token_url": "{base_url}/token",
              "userinfo_url": "{base_url}/userinfo",
              "user_id": "/sub"
            }
            """)
    static final class AcmeProvider extends BaseOAuthProvider {
        AcmeProvider(ProviderContext context) {
            super(context);
        }
    }

    private Map<String, String> acme() {
        return Map.of(
                "base_url", service.baseUrl(),
                "client_id", FakeService.CLIENT_ID,
                "client_secret", FakeService.CLIENT_SECRET);
    }

    private String issuer() {
        return "http://127.0.0.1:" + port;
    }

    private String login(String tool) {
        return login("/mcp", tool);
    }

    private String login(String path, String tool) {
        try (LoopbackClient client = new LoopbackClient(issuer() + path, step -> {})) {
            client.discover();
            client.register();
            client.login("alice");
            return client.call(tool);
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(issuer() + path)).build(),
                    BodyHandlers.ofString());
        }
    }

    /// The classes of the document, compiled with all warnings as errors.
    private URLClassLoader document() throws IOException {
        Path target = Files.createDirectories(folder.resolve("classes"));
        List<String> arguments =
                new ArrayList<>(
                        List.of("-Xlint:all", "-Werror", "-proc:none", "-d", target.toString()));
        Matcher blocks = JAVA.matcher(Files.readString(Path.of("docs/embedding.md")));
        while (blocks.find()) {
            Matcher name = CLASS.matcher(blocks.group(1));
            assertTrue(name.find());
            Path file = folder.resolve(name.group(1) + ".java");
            arguments.add(Files.writeString(file, blocks.group(1)).toString());
        }
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int exit =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, errors, arguments.toArray(String[]::new));
        assertEquals(0, exit, () -> errors.toString(StandardCharsets.UTF_8));
        return new URLClassLoader(
                new URL[] {target.toUri().toURL()}, OAuthMiddlewareTest.class.getClassLoader());
    }
}
