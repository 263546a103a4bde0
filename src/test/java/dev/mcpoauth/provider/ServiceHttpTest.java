package dev.mcpoauth.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import dev.mcpoauth.provider.ServiceHttp.Request;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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

    @Test
    void a_form_of_any_length_is_read() {
        String token = "x".repeat(60_000);
        ServiceHttp.Answer form =
                new ServiceHttp.Answer(200, "access_token=" + token, Optional.empty());
        assertEquals(Optional.of(token), ServiceAnswer.of(form).text("/access_token"));
    }
}
