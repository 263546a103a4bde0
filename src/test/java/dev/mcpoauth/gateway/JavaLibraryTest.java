package dev.mcpoauth.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.LiveBroker;
import dev.mcpoauth.OwnProcess;
import dev.mcpoauth.RawHttp;
import dev.mcpoauth.RawHttp.Answer;
import dev.mcpoauth.oauth.ClientMetadata;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.store.Client;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The example server of the repository, compiled and started as a program of its own, protected by
/// a broker, called by the official Java client after a whole login.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class JavaLibraryTest {
    private static final String SECRET = "a secret of the notes server / with + signs";

    @TempDir private static Path folder;
    private static LiveBroker broker;
    private static Process server;
    private static URI url;

    @BeforeAll
    static void start() throws Exception {
        url = URI.create("http://127.0.0.1:" + freePort() + "/mcp");
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
                                        "service_token_client", "notes-server"),
                                "resources.other",
                                Map.of("scopes", List.of("notes:read"))));
        register("notes-server", "client_secret_basic", SECRET);
        register("stranger", "client_secret_basic", SECRET);
        server = start(broker.settings().issuer());
    }

    private static Process start(String issuer) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(OwnProcess.of("examples/java-server/NotesServer.java"));
        builder.environment()
                .putAll(
                        Map.of(
                                "RESOURCE",
                                url.toString(),
                                "ISSUER",
                                issuer,
                                "CLIENT_ID",
                                "notes-server",
                                "CLIENT_SECRET",
                                SECRET));
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertEquals("ready " + url, out.readLine());
        return process;
    }

    @AfterAll
    static void stop() throws Exception {
        server.destroy();
        server.waitFor();
        broker.close();
    }

    private static void register(String id, String method, String secret) {
        ClientMetadata metadata =
                ClientMetadata.of(id, List.of("http://127.0.0.1/callback"), method);
        Client client =
                new Client(id, metadata, Secret.sha256(secret), "cli", broker.now(), null, null);
        broker.store()
                .database()
                .write(tx -> {
                    broker.store().clients().insert(tx, client);
                    return true;
                });
    }

    private static int freePort() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    @Test
    void the_example_serves_users_who_logged_in_each_with_notes_of_their_own() {
        String alice = Guarded.token(url, "alice", "notes:read notes:write");
        String bob = Guarded.token(url, "bob", "notes:read notes:write");
        try (McpSyncClient hers = SdkClient.loggedIn(url, alice);
                McpSyncClient his = SdkClient.loggedIn(url, bob)) {
            assertEquals("added", call(hers, "add_note", "milk"));
            assertEquals("milk", call(hers, "list_notes", ""));
            assertEquals("", call(his, "list_notes", ""));
            assertTrue(call(hers, "service", "").matches("a token of \\d{2,}"));
        }
    }

    @Test
    void without_a_token_the_client_is_led_to_the_broker() {
        Answer refused = post("", Guarded.PING);
        assertEquals(401, refused.status());
        String metadata = url.resolve("/.well-known/oauth-protected-resource/mcp").toString();
        assertEquals(
                "Bearer resource_metadata=\"" + metadata + "\", scope=\"notes:read notes:write\"",
                refused.header("WWW-Authenticate").orElse(""));
        Answer document = RawHttp.get(URI.create(metadata));
        assertEquals(200, document.status());
        assertTrue(document.body().contains("\"resource\":\"" + url + "\""), document.body());
        assertTrue(document.body().contains(broker.settings().issuer()), document.body());
    }

    @Test
    void a_tool_that_needs_more_scopes_makes_the_client_step_up() {
        String token = Guarded.token(url, "alice", "notes:read");
        Answer answer = post(token, Guarded.call("add_note"));
        assertEquals(403, answer.status());
        String challenge = answer.header("WWW-Authenticate").orElse("");
        assertTrue(challenge.contains("error=\"insufficient_scope\""), challenge);
        assertTrue(challenge.contains("scope=\"notes:read notes:write\""), challenge);
        String smuggled =
                Guarded.call("list_notes").replace("\"name\"", "\"Name\":\"add_note\",\"name\"");
        assertEquals(400, post(token, smuggled).status());
        Answer mirrored = post(token, Guarded.call("list_notes"), "Mcp-Name: add_note");
        assertEquals(400, mirrored.status());
        assertTrue(mirrored.body().contains("-32020"), mirrored.body());
    }

    @Test
    void tokens_that_are_not_for_it_are_refused_and_so_are_foreign_pages() {
        assertEquals(401, post("mcpo_at_1_nonsense", Guarded.PING).status());
        String other = Guarded.token(broker.at("/other"), "alice", "notes:read");
        assertEquals(401, post(other, Guarded.PING).status());
        String token = Guarded.token(url, "alice", "");
        Answer foreign = post(token, Guarded.PING, "Origin: https://evil.example");
        assertEquals(403, foreign.status());
    }

    @Test
    void service_tokens_go_to_the_named_client_of_the_resource_and_are_written_down() {
        String token = Guarded.token(url, "alice", "");
        Answer lent = lend("notes-server", SECRET, token);
        assertEquals(200, lent.status());
        assertTrue(lent.body().contains("\"access_token\":\"demo_at_"), lent.body());
        assertTrue(lent.body().contains("\"provider\":\"demo\""), lent.body());
        assertEquals("no-store", lent.header("Cache-Control").orElse(""));
        assertFalse(lent.body().contains("demo_rt_"), lent.body());
        assertTrue(
                broker.store().database().read(tx -> broker.store().audit().tail(tx, 100)).stream()
                        .anyMatch(entry ->
                                entry.event().equals("service_token_lent")
                                        && entry.detail().contains("notes-server")
                                        && !entry.detail().contains("demo_at_")));
    }

    @Test
    void nobody_else_gets_a_service_token_X_02() {
        String token = Guarded.token(url, "alice", "");
        assertEquals(401, lend("notes-server", "wrong", token).status());
        Answer stranger = lend("stranger", SECRET, token);
        assertEquals(400, stranger.status());
        assertTrue(stranger.body().contains("unauthorized_client"), stranger.body());
        String other = Guarded.token(broker.at("/other"), "alice", "notes:read");
        Answer wrong = lend("notes-server", SECRET, other);
        assertEquals(400, wrong.status());
        assertTrue(wrong.body().contains("invalid_request"), wrong.body());
        assertEquals(400, lend("notes-server", SECRET, "mcpo_at_1_x").status());
        Answer bearer =
                RawHttp.post(
                        broker.at("/service-token"), form(token), "Authorization: Bearer " + token);
        assertEquals(401, bearer.status());
        for (Answer refused : List.of(stranger, wrong, bearer)) {
            assertFalse(refused.body().contains("demo_at_"), refused.body());
        }
    }

    private static Answer lend(String id, String secret, String token) {
        String pair = RawHttp.form(Map.of(id, secret)).replace("=", ":");
        String basic =
                java.util.Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        return RawHttp.post(
                broker.at("/service-token"), form(token), "Authorization: Basic " + basic);
    }

    private static String form(String token) {
        return RawHttp.form(
                Map.of(
                        "subject_token",
                        token,
                        "subject_token_type",
                        "urn:ietf:params:oauth:token-type:access_token"));
    }

    private static Answer post(String token, String body, String... lines) {
        String head =
                "POST /mcp HTTP/1.1\nContent-Type: application/json\n"
                        + "Accept: application/json, text/event-stream\n"
                        + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\n");
        return RawHttp.send(url, head + String.join("\n", lines), body);
    }

    private static String call(McpSyncClient client, String tool, String text) {
        CallToolResult result =
                client.callTool(
                        CallToolRequest.builder(tool).arguments(Map.of("text", text)).build());
        return result.content().getFirst() instanceof TextContent content ? content.text() : "";
    }
}
