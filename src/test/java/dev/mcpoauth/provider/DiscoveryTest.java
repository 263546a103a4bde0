package dev.mcpoauth.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.provider.ServiceClient.AuthorizationRequest;
import dev.mcpoauth.testkit.FakeService;
import dev.mcpoauth.testkit.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The `oidc` preset: the metadata says the rest, when it is first needed.
final class DiscoveryTest {
    private static final AuthorizationRequest REQUEST =
            new AuthorizationRequest("s", "v", Scope.of("openid"), null);
    private static final String OPENID = "/.well-known/openid-configuration";

    private final FakeService service = FakeService.start();
    private final ServiceHttp http = new ServiceHttp(Duration.ofSeconds(10));

    @AfterEach
    void close() {
        http.close();
        service.close();
    }

    @Test
    void the_metadata_is_asked_when_it_is_needed_and_kept() {
        ServiceClient client = client();
        assertEquals(0, service.calls(OPENID), "a broker starts while a service is down");

        String first = client.authorizationUrl(REQUEST).toString();
        String second = client.authorizationUrl(REQUEST).toString();

        assertTrue(first.startsWith(service.baseUrl() + "/authorize?"), first);
        assertEquals(first, second);
        assertEquals(1, service.calls(OPENID));
        assertTrue(client.sendsIssuer());
        assertTrue(client.hasDeviceFlow());
    }

    @Test
    void a_service_that_comes_back_is_asked_again() {
        service.next(OPENID, Fault.status(503));
        ServiceClient client = client();

        assertThrows(ServiceUnavailable.class, () -> client.authorizationUrl(REQUEST));

        assertEquals("/authorize", client.authorizationUrl(REQUEST).getPath());
    }

    @Test
    void metadata_of_another_issuer_is_not_used() {
        service.next(OPENID, metadata("https://evil.example", service.baseUrl() + "/a"));

        ServiceUnavailable e =
                assertThrows(ServiceUnavailable.class, () -> client().authorizationUrl(REQUEST));

        assertTrue(String.valueOf(e.getMessage()).contains("evil.example"), e::toString);
        service.next(OPENID, metadata("https://evil.example/\\u001b[2J", service.baseUrl() + "/a"));
        e = assertThrows(ServiceUnavailable.class, () -> client().authorizationUrl(REQUEST));
        assertEquals("the metadata names no issuer", e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript:alert(1)", "ftp://a.example/a", "file:///etc/passwd", ""})
    void an_endpoint_that_is_no_web_address_is_not_used(String endpoint) {
        service.next(OPENID, metadata(service.baseUrl(), endpoint));

        assertThrows(ServiceUnavailable.class, () -> client().authorizationUrl(REQUEST));
    }

    @Test
    void a_setting_wins_over_the_metadata() {
        String own = service.baseUrl() + "/own";

        String url = client("authorize_url", own).authorizationUrl(REQUEST).toString();

        assertTrue(url.startsWith(own + "?"), url);
    }

    @Test
    void discovery_finds_either_document_and_gives_settings() {
        service.next(OPENID, Fault.status(404));

        ServiceMetadata found = ServiceMetadata.discover(http, URI.create(service.baseUrl() + "/"));

        assertEquals(service.baseUrl(), found.issuer());
        assertEquals("oidc", found.settings().get("preset"));
        assertTrue(
                String.valueOf(found.settings().get("discovery_url"))
                        .endsWith("/.well-known/oauth-authorization-server"));
        ServiceMetadata openid = ServiceMetadata.discover(http, URI.create(service.baseUrl()));
        assertFalse(openid.settings().containsKey("discovery_url"), "the preset knows it");
    }

    @Test
    void an_address_without_metadata_is_told() {
        service.answerAll(Fault.status(404));
        URI address = URI.create(service.baseUrl() + "/tenant");

        ServiceUnavailable e =
                assertThrows(
                        ServiceUnavailable.class, () -> ServiceMetadata.discover(http, address));

        assertTrue(String.valueOf(e.getMessage()).contains("was found: the service answered"));
        assertEquals(
                1, service.calls("/.well-known/oauth-authorization-server/tenant"), "RFC 8414");
        assertEquals(1, service.calls("/tenant/.well-known/openid-configuration"), "OpenID");
    }

    @Test
    void an_issuer_with_a_slash_at_its_end_has_its_metadata_where_one_without_has() {
        String issuer = service.baseUrl() + "/";
        service.next(OPENID, metadata(issuer, service.baseUrl() + "/authorize"));
        service.next(OPENID, metadata(issuer, service.baseUrl() + "/authorize"));
        Map<String, Object> found =
                ServiceMetadata.discover(http, URI.create(service.baseUrl())).settings();

        assertEquals(Map.of("preset", "oidc", "issuer", issuer), found);
        ServiceClient client = TestContexts.client("corp", found, http);
        assertEquals("/authorize", client.authorizationUrl(REQUEST).getPath());
    }

    @Test
    void a_service_that_takes_only_basic_hears_it_at_every_endpoint() throws IOException {
        HttpServer strict =
                HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        String issuer = "http://127.0.0.1:" + strict.getAddress().getPort();
        strict.createContext("/", exchange -> strictly(issuer, exchange));
        strict.start();
        try {
            ServiceClient client =
                    TestContexts.client("corp", Map.of("preset", "oidc", "issuer", issuer), http);

            ServiceToken token = client.exchangeCode("c", "v");

            assertTrue(client.revoke(token));
            assertEquals("U-1", client.startDevice(Scope.NONE).userCode());
        } finally {
            strict.stop(0);
        }
    }

    private static void strictly(String issuer, HttpExchange exchange) throws IOException {
        boolean document = exchange.getRequestMethod().equals("GET");
        String who = exchange.getRequestHeaders().getFirst("Authorization");
        boolean good = document || (who != null && who.startsWith("Basic "));
        String all =
                """
                {"issuer":"%1$s","authorization_endpoint":"%1$s/a","token_endpoint":"%1$s/t",
                "revocation_endpoint":"%1$s/r","device_authorization_endpoint":"%1$s/d",
                "token_endpoint_auth_methods_supported":["client_secret_basic"],
                "access_token":"t","device_code":"d","user_code":"U-1","verification_uri":"%1$s/v"}
                """
                        .formatted(issuer);
        byte[] body = (good ? all : "{\"error\":\"invalid_client\"}").getBytes(UTF_8);
        exchange.sendResponseHeaders(good ? 200 : 401, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private Fault metadata(String issuer, String authorize) {
        return Fault.json(
                200,
                "{\"issuer\":\"%s\",\"authorization_endpoint\":\"%s\",\"token_endpoint\":\"%s/token\"}"
                        .formatted(issuer, authorize, service.baseUrl()));
    }

    private ServiceClient client(String... more) {
        Map<String, Object> settings = new java.util.LinkedHashMap<>();
        settings.put("preset", "oidc");
        settings.put("issuer", service.baseUrl());
        if (more.length == 2) {
            settings.put(more[0], more[1]);
        }
        return TestContexts.client("corp", settings, http);
    }
}
