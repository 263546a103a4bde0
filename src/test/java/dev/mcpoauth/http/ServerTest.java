package dev.mcpoauth.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.broker.Broker;
import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsReader;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the server answers before any decision of the broker is asked.
final class ServerTest {
    private Server server;

    @BeforeEach
    void start() {
        server = Server.start(settings(0), undecided());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void is_alive() throws IOException {
        String answer = ask("GET", "/healthz", "");
        assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
        assertTrue(answer.contains("{\"status\":\"ok\"}"), answer);
    }

    @Test
    void unknown_well_known_paths_are_json_404_MD_17() throws IOException {
        String answer = ask("GET", "/.well-known/nonsense", "");
        assertTrue(answer.startsWith("HTTP/1.1 404"), answer);
        assertTrue(answer.contains("application/json"), answer);
    }

    @Test
    void a_foreign_host_is_not_served_MD_19() throws IOException {
        String answer = send("GET /healthz HTTP/1.1\r\nHost: evil.example\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 421"), answer);
    }

    @Test
    void scripts_may_preflight_the_token_endpoint_MD_18() throws IOException {
        String answer = ask("OPTIONS", "/token", "Origin: https://page.example\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 204"), answer);
        assertTrue(answer.contains("Access-Control-Allow-Origin: *"), answer);
    }

    @Test
    void scripts_may_not_read_the_authorization_endpoint_AZ_40() throws IOException {
        String answer = ask("OPTIONS", "/authorize", "Origin: https://page.example\r\n");
        assertFalse(answer.contains("Access-Control-Allow-Origin"), answer);
    }

    @Test
    void consent_from_a_foreign_page_is_refused_AZ_28() throws IOException {
        String answer = ask("POST", "/consent", "Origin: https://evil.example\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
        answer = ask("POST", "/consent", "Origin: null\r\nSec-Fetch-Site: cross-site\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
    }

    @Test
    void consent_from_the_own_page_without_referrer_passes_the_origin_rule_AZ_25()
            throws IOException {
        String answer = ask("POST", "/consent", "Origin: null\r\nSec-Fetch-Site: same-origin\r\n");
        assertFalse(answer.startsWith("HTTP/1.1 403"), answer);
    }

    @Test
    void the_mcp_server_refuses_a_foreign_origin_RS_10() throws IOException {
        String answer = ask("POST", "/mcp", "Origin: https://evil.example\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
    }

    @Test
    void tokens_are_not_fetched_by_GET_TK_24() throws IOException {
        String answer = ask("GET", "/token", "");
        assertTrue(answer.startsWith("HTTP/1.1 404") || answer.startsWith("HTTP/1.1 405"), answer);
    }

    @Test
    void an_error_of_the_machine_is_answered_as_every_other_failure() throws IOException {
        server.close();
        Settings settings = settings(0);
        Site site =
                new Site(
                        settings,
                        undecided(),
                        routes ->
                                routes.get(
                                        "/deep",
                                        ctx -> {
                                            throw new StackOverflowError();
                                        }));
        server = Server.start(site, Listeners.bind(settings), null);
        String answer = ask("GET", "/deep", "");
        assertTrue(answer.startsWith("HTTP/1.1 500"), answer);
        assertTrue(answer.contains("Content-Type: application/json"), answer);
        assertTrue(answer.contains("{\"error\":\"server_error\",\"error_desc"), answer);
    }

    @Test
    void a_taken_port_is_named() {
        PortInUse problem =
                assertThrows(
                        PortInUse.class,
                        () -> Server.start(settings(server.port()), undecided()).close());
        assertEquals("port " + server.port() + " is in use", problem.getMessage());
    }

    private String ask(String method, String path, String headers) throws IOException {
        return send(method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers);
    }

    private String send(String head) throws IOException {
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.port())) {
            String request = head + "Content-Length: 0\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Settings settings(int port) {
        return new SettingsReader(Map.of("HOME", "/nowhere"), Path.of("/nowhere"))
                .read(Overrides.NONE)
                .at("http://127.0.0.1:1", port);
    }

    /// A broker that has no part: whoever asks it anything fails.
    private static Broker undecided() {
        Constructor<?> all = Broker.class.getDeclaredConstructors()[0];
        try {
            return (Broker) all.newInstance(new Object[all.getParameterCount()]);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
