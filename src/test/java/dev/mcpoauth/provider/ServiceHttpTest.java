package dev.mcpoauth.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.mcpoauth.provider.ServiceHttp.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServiceHttpTest {
    @Test
    void a_plain_connection_is_offered_no_upgrade_to_http_2() throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    String got = String.join(",", exchange.getRequestHeaders().keySet());
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write(got.getBytes(StandardCharsets.UTF_8));
                    exchange.close();
                });
        server.start();
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        try (ServiceHttp http = new ServiceHttp(Duration.ofSeconds(10))) {
            String headers = http.send(new Request("GET", url, Map.of(), null)).body();
            assertEquals("", headers.replaceAll("Content-length|Host|User-agent|,", ""));
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "407, the proxy refused the connection (HTTP 407)",
        "502, the proxy does not reach the service"
    })
    void a_proxy_that_lets_nobody_through_is_named(int status, String sentence) throws Exception {
        ProxySelector usual = ProxySelector.getDefault();
        try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServiceHttp http = new ServiceHttp(Duration.ofSeconds(10))) {
            ProxySelector.setDefault(
                    ProxySelector.of((InetSocketAddress) proxy.getLocalSocketAddress()));
            Thread.startVirtualThread(() -> refuse(proxy, status));
            Request request = new Request("GET", URI.create("https://a.invalid/"), Map.of(), null);

            ServiceUnavailable e = assertThrows(ServiceUnavailable.class, () -> http.send(request));

            assertEquals(sentence, e.getMessage());
        } finally {
            ProxySelector.setDefault(usual);
        }
    }

    private static void refuse(ServerSocket proxy, int status) {
        try (Socket socket = proxy.accept()) {
            byte[] head = new byte[4096];
            assertTrue(socket.getInputStream().read(head) > 0);
            String no =
                    "HTTP/1.1 "
                            + status
                            + " No\r\nContent-Length: 0\r\nProxy-Authenticate: Basic realm=p\r\n\r\n";
            socket.getOutputStream().write(no.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_form_of_any_length_is_read() {
        String token = "x".repeat(60_000);
        ServiceHttp.Answer form =
                new ServiceHttp.Answer(200, "access_token=" + token, Optional.empty());
        assertEquals(Optional.of(token), ServiceAnswer.of(form).text("/access_token"));
    }
}
