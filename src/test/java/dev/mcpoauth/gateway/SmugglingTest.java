package dev.mcpoauth.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.gateway.BareServer.Seen;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that two readers would cut or read in two ways, byte for byte: the gateway refuses them
/// or passes on one reading only, framed anew.
final class SmugglingTest {
    private static final int PATIENCE = 30_000;

    /// What a server gets with a request that has nothing else to say.
    private static final Set<String> OURS =
            Set.of(
                    "x-mcp-user-id",
                    "x-mcp-user",
                    "x-mcp-provider",
                    "x-mcp-client-id",
                    "x-mcp-scopes",
                    "x-mcp-expires",
                    "x-mcp-service-token",
                    "x-mcp-service-expires",
                    "host",
                    "content-type",
                    "content-length",
                    "accept-encoding");

    @TempDir private static Path folder;
    private static BareServer server;
    private static Guarded guarded;
    private static String alice;

    @BeforeAll
    static void start() throws Exception {
        server = new BareServer();
        guarded = new Guarded(folder, Map.of("upstream", server.url()));
        alice = guarded.token("alice", "mcp:read");
    }

    @AfterAll
    static void stop() {
        guarded.close();
        server.close();
    }

    @BeforeEach
    void forget() {
        server.forget();
    }

    /// What comes back for these bytes until the broker closes the connection.
    private static String send(String bytes) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), guarded.url().getPort())) {
            socket.setSoTimeout(PATIENCE);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String head(String more) {
        return "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer "
                + alice
                + "\r\n"
                + more;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
                "Content-Length: 4\r\nContent-Length: 5\r\n\r\nping!",
                "Content-Length: 4, 5\r\n\r\nping!",
                "Content-Length: +4\r\n\r\nping",
                "Content-Length: -1\r\n\r\nping",
                "Content-Length: 0x4\r\n\r\nping",
                "Content-Length: 99999999999999999999\r\n\r\nping",
                "Content-Length:\r\n\r\nping",
                "Content-Length : 4\r\n\r\nping",
                "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: gzip\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nx\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n\r\n",
                "X-A: b\r\n X-MCP-User-Id: bob\r\nContent-Length: 0\r\n\r\n",
                "X-A: b\r\n\tX-MCP-User-Id: bob\r\nContent-Length: 0\r\n\r\n",
                " X-MCP-User-Id: bob\r\nContent-Length: 0\r\n\r\n",
                "X-MCP-User-Id : bob\r\nContent-Length: 0\r\n\r\n",
                "X-MCP-User-Id\u0000: bob\r\nContent-Length: 0\r\n\r\n",
                "X-A: b\u0000c\r\nContent-Length: 0\r\n\r\n",
                "X-A: b\rX-MCP-User-Id: bob\r\nContent-Length: 0\r\n\r\n",
                "X MCP User: bob\r\nContent-Length: 0\r\n\r\n",
                "no colon\r\nContent-Length: 0\r\n\r\n",
                "Host: evil.example\r\nContent-Length: 0\r\n\r\n",
            })
    void what_can_be_cut_in_two_ways_is_400_and_reaches_nobody(String rest) throws IOException {
        String answer = send(head(rest));
        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertTrue(answer.contains("Connection: close"), answer);
        assertEquals(1, answer.split("HTTP/1.1 ", -1).length - 1, "one answer: " + answer);
        assertTrue(server.untouched());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /mcp HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
                "POST /mcp HTTP/1.1 \r\nHost: 127.0.0.1\r\n\r\n",
                "POST /mcp HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
                "POST /mcp\r\n",
                "POST /%6dcp/../mcp HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
                "POST /x/..%2fmcp HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
                "POST http://evil.example/mcp HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
                "CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
            })
    void a_request_line_that_means_two_things_reaches_nobody(String bytes) throws IOException {
        String answer =
                send(bytes.replace("\r\n\r\n", "\r\nAuthorization: Bearer " + alice + "\r\n\r\n"));
        assertFalse(answer.startsWith("HTTP/1.1 2"), answer);
        assertTrue(server.untouched());
    }

    @Test
    void a_second_request_hidden_in_a_body_stays_a_body() throws IOException {
        String hidden = head("X-MCP-User-Id: bob\r\n\r\n").replace("POST", "GET");
        String answer =
                send(
                        head(
                                "Connection: close\r\nContent-Length: "
                                        + hidden.length()
                                        + "\r\n\r\n"
                                        + hidden));
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        Seen seen = server.next();
        assertEquals(hidden, seen.text());
        assertEquals(List.of("demo:demo-alice"), seen.all("X-MCP-User-Id"));
        assertTrue(server.untouched(), "one request");
    }

    @Test
    void trailer_fields_end_here() throws IOException {
        String answer =
                send(
                        head(
                                String.join(
                                        "\r\n",
                                        "Connection: close",
                                        "Trailer: X-MCP-User-Id, Mcp-Session-Id",
                                        "Transfer-Encoding: chunked",
                                        "",
                                        "4;ext=1",
                                        "ping",
                                        "0",
                                        "X-MCP-User-Id: bob",
                                        "Mcp-Session-Id: bob",
                                        "",
                                        "")));
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        Seen seen = server.next();
        assertEquals("ping", seen.text());
        assertEquals(List.of("demo:demo-alice"), seen.all("X-MCP-User-Id"));
        assertEquals("4", seen.header("Content-Length"), "framed anew");
        assertFalse(seen.headers().toString().contains("bob"), seen.toString());
        assertEquals(List.of(), seen.all("Trailer"));
        assertEquals(List.of(), seen.all("Transfer-Encoding"));
    }

    @Test
    void http_1_0_is_read_with_the_same_eyes() throws IOException {
        String first =
                head("Content-Length: 4\r\nX_MCP_User_Id: bob\r\nx-mcp-user: bob\r\n\r\nping");
        String answer = send(first.replace("HTTP/1.1", "HTTP/1.0"));
        assertTrue(answer.contains(" 200 "), answer);
        Seen seen = server.next();
        assertEquals(List.of("demo:demo-alice"), seen.all("X-MCP-User-Id"));
        assertFalse(seen.headers().toString().contains("bob"), seen.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X.MCP.User.Id: bob",
                "X-MCP.User-Id: bob",
                "X-Mcp-USER-id: bob",
                "x-mcp-user-id: bob\r\nX-MCP-User-Id: bob",
                "X-MCP-User-Id:bob",
                "X-MCP-User-Id:\tbob\t",
                "X-MCP-Param-User: bob",
                "Mcp-User-Id: bob",
                "HTTP_X_MCP_USER_ID: bob",
                "X-MCP-User-Id!: bob",
                "X~MCP~User~Id: bob",
                "Connection: X-MCP-User-Id\r\nX-MCP-User-Id: bob",
                "Connection: keep-alive, X-MCP-Service-Token\r\nX-MCP-Service-Token: bob",
                "Connection: close, mcp-session-id, authorization",
                "Keep-Alive: bob\r\nProxy-Connection: bob\r\nTE: trailers, bob",
                "Upgrade: bob\r\nConnection: Upgrade",
                "Expect: 100-continue",
                "X-Forwarded-Host: bob\r\nX-Forwarded-Proto: bob\r\nVia: bob",
            })
    void no_spelling_of_a_header_says_who_somebody_is(String lines) throws IOException {
        String close = lines.contains("Connection: close") ? "" : "Connection: close\r\n";
        String answer = send(head(close + lines + "\r\nContent-Length: 4\r\n\r\nping"));
        assertTrue(answer.contains("HTTP/1.1 200 "), answer);
        Seen seen = server.next();
        assertEquals(List.of("demo:demo-alice"), seen.all("X-MCP-User-Id"));
        assertEquals(1, seen.all("X-MCP-Service-Token").size());
        assertFalse(seen.headers().toString().contains("bob"), seen.toString());
        for (String name : seen.headers().keySet()) {
            assertTrue(OURS.contains(name.toLowerCase(java.util.Locale.ROOT)), name);
        }
    }
}
