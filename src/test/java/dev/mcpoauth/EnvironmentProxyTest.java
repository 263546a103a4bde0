package dev.mcpoauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EnvironmentProxyTest {
    private static final Map<String, String> ENV =
            Map.of(
                    "HTTPS_PROXY", "http://proxy.example:3128",
                    "http_proxy", "small.example:8080",
                    "HTTP_PROXY", "capital.example",
                    "NO_PROXY", "intern.example, .lan,10.0.0.5");

    @ParameterizedTest
    @CsvSource({
        "https://github.com/login,        proxy.example:3128",
        "http://service.example/token,    small.example:8080",
        "https://intern.example/a,        direct",
        "https://git.intern.example/a,    direct",
        "https://notintern.example/a,     proxy.example:3128",
        "https://box.lan/,                direct",
        "https://10.0.0.5:8443/,          direct",
        "http://127.0.0.1:9000/mcp,       direct",
        "http://localhost:9000/mcp,       direct",
        "http://[::1]:9000/mcp,           direct",
    })
    void every_address_but_those_of_no_proxy_and_our_own_goes_through_it(String url, String way) {
        assertEquals(way, way(ENV, url));
    }

    @Test
    void a_star_means_no_proxy_at_all_and_a_proxy_without_a_port_listens_at_80() {
        assertEquals(
                "direct",
                way(Map.of("HTTPS_PROXY", "http://p", "no_proxy", "*"), "https://github.com/"));
        assertEquals("p:80", way(Map.of("HTTPS_PROXY", "http://p"), "https://github.com/"));
        assertEquals("direct", way(Map.of("HTTPS_PROXY", "http://p"), "http://github.com/"));
    }

    @Test
    void a_request_to_a_service_arrives_at_the_proxy() throws Exception {
        HttpServer proxy =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext(
                "/",
                exchange -> {
                    byte[] asked = exchange.getRequestHeaders().getFirst("Host").getBytes(UTF_8);
                    exchange.sendResponseHeaders(200, asked.length);
                    exchange.getResponseBody().write(asked);
                    exchange.close();
                });
        proxy.start();
        String at = "http://127.0.0.1:" + proxy.getAddress().getPort();
        try (HttpClient client =
                HttpClient.newBuilder()
                        .proxy(new EnvironmentProxy(Map.of("http_proxy", at)))
                        .build()) {
            URI service = URI.create("http://service.invalid/token");
            String body =
                    client.send(HttpRequest.newBuilder(service).build(), BodyHandlers.ofString())
                            .body();
            assertEquals("service.invalid", body);
        } finally {
            proxy.stop(0);
        }
    }

    private static String way(Map<String, String> env, String url) {
        Proxy proxy = new EnvironmentProxy(env).select(URI.create(url)).getFirst();
        return proxy.address() instanceof InetSocketAddress address
                ? address.getHostString() + ":" + address.getPort()
                : "direct";
    }
}
