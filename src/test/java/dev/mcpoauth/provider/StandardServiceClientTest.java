package dev.mcpoauth.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.provider.ServiceClient.AuthorizationRequest;
import dev.mcpoauth.testkit.FakeService;
import dev.mcpoauth.testkit.Fault;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StandardServiceClientTest {
    private static final Instant NOW = TestContexts.NOW;

    private final FakeService service = FakeService.start();
    private final ServiceHttp http = new ServiceHttp(Duration.ofSeconds(10));

    @AfterEach
    void close() {
        http.close();
        service.close();
    }

    @Test
    void an_answer_in_a_form_with_comma_scopes_is_read() {
        service.next(
                "/token",
                new Fault(
                        200,
                        Map.of(),
                        "access_token=gho_1&scope=read%3Auser,repo&token_type=bearer"));

        ServiceToken token = client(Map.of()).exchangeCode("code", "verifier");

        assertEquals("gho_1", token.accessToken());
        assertEquals(Scope.of("read:user", "repo"), token.scope());
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "0", "null", "\"\""})
    void an_error_that_is_none_does_not_spoil_a_good_answer(String none) {
        String good =
                "{\"access_token\":\"new\",\"refresh_token\":\"next\",\"error\":" + none + "}";
        service.next("/token", Fault.json(200, good));

        assertEquals("next", client(Map.of()).refresh(old()).refreshToken());
    }

    @Test
    void long_forms_are_read_and_long_pages_are_not() {
        String jwt = "e".repeat(500_000);
        service.next("/token", new Fault(200, Map.of(), "access_token=gho_1&id_token=" + jwt));

        assertEquals(
                jwt, client(Map.of()).exchangeCode("code", "verifier").extra().get("id_token"));
        unavailable(Fault.html(502, "<p>a&b=" + jwt));
        unavailable(Fault.html(404, "<a href='/?a=b&error=invalid_grant&c=d'>"));
    }

    @Test
    void an_error_with_http_200_is_a_refusal() {
        service.next("/token", Fault.json(200, "{\"error\":\"bad_verification_code\"}"));
        service.next("/token", Fault.json(200, "{\"ok\":false,\"error\":\"invalid_code\"}"));

        assertEquals("bad_verification_code", refusal());
        assertEquals("invalid_code", refusal());
    }

    @Test
    void a_nested_token_is_found_by_its_pointer() {
        service.next("/token", Fault.json(200, "{\"authed_user\":{\"access_token\":\"xoxp-1\"}}"));
        Map<String, Object> map =
                Map.of("token_map", Map.of("access_token", "/authed_user/access_token"));

        assertEquals("xoxp-1", client(map).exchangeCode("code", "verifier").accessToken());
    }

    @Test
    void a_refresh_answer_without_a_refresh_token_keeps_the_old_one() {
        service.next("/token", Fault.json(200, "{\"access_token\":\"new\",\"expires_in\":60}"));

        ServiceToken token = client(Map.of()).refresh(old());

        assertEquals("new", token.accessToken());
        assertEquals("kept", token.refreshToken());
        assertEquals(NOW.plusSeconds(60), token.expiresAt());
    }

    @ParameterizedTest
    @CsvSource({
        "3600.0, 3600",
        "'\"3600.9\"', 3600",
        "1.5e1, 15",
        "123456789012345678901234567890, 9999999999",
        "1e300, 9999999999",
        "0, 7200",
        "-5, 7200",
        "'\"soon\"', 7200"
    })
    void a_life_is_any_number_of_seconds_and_a_senseless_one_counts_as_left_out(
            String said, long life) {
        String answer = "{\"access_token\":\"new\",\"expires_in\":" + said + "}";
        service.next("/token", Fault.json(200, answer));

        ServiceToken token = client(Map.of("access_ttl", 7200)).refresh(old());

        assertEquals(NOW.plusSeconds(life), token.expiresAt());
    }

    @Test
    void invalid_grant_is_final() {
        service.next("/token", Fault.oauth(400, "invalid_grant"));

        ServiceRefused refused =
                assertThrows(ServiceRefused.class, () -> client(Map.of()).refresh(old()));

        assertEquals("invalid_grant", refused.error());
    }

    @Test
    void trouble_of_servers_and_proxies_passes() {
        unavailable(Fault.status(503));
        unavailable(Fault.status(429));
        unavailable(Fault.status(403));
        unavailable(Fault.status(404));
        unavailable(Fault.json(404, "{\"status\":404,\"error\":\"Not Found\"}"));
        unavailable(Fault.json(403, "{\"error\":\"Forbidden\"}"));
        unavailable(Fault.json(408, "{\"error\":\"Request Timeout\"}"));
        unavailable(Fault.json(200, "{\"error\":\"Try again\",\"access_token\":\"a\"}"));
        unavailable(Fault.drop());
    }

    @Test
    void a_redirect_is_not_followed() {
        unavailable(new Fault(302, Map.of("Location", service.baseUrl() + "/elsewhere"), "{}"));

        assertEquals(0, service.calls("/elsewhere"));
    }

    @Test
    void a_huge_answer_is_refused() {
        unavailable(Fault.json(200, "{\"access_token\":\"" + "a".repeat(1 << 20) + "\"}"));
    }

    @Test
    void a_token_with_a_line_break_is_refused() {
        unavailable(Fault.json(200, "{\"access_token\":\"a\\r\\nX-Evil: 1\"}"));
    }

    @Test
    void pkce_is_left_out_where_the_service_does_not_take_it() {
        AuthorizationRequest request =
                new AuthorizationRequest("state", "verifier", Scope.of("a", "b"), null);

        String with = client(Map.of("scope_separator", ",")).authorizationUrl(request).toString();
        String without = client(Map.of("pkce", false)).authorizationUrl(request).toString();

        assertTrue(with.contains("code_challenge_method=S256"), with);
        assertTrue(with.contains("scope=a%2Cb"), with);
        assertFalse(without.contains("code_challenge"), without);
    }

    @Test
    void a_broken_provider_does_not_stop_the_others() {
        Map<String, Map<String, Object>> settings = new LinkedHashMap<>();
        settings.put("unknown", Map.of("client_id", "x"));
        settings.put("github", Map.of());
        settings.put("demo", service.providerSettings());
        Providers.Built providers =
                new Providers("http://127.0.0.1:1", http, InstantSource.fixed(NOW))
                        .build(settings, TestContexts.noStore(), name -> Optional.empty());

        assertEquals(
                ProviderFault.of(
                        new IllegalArgumentException("setting 'authorize_url' is missing")),
                providers.broken().get("unknown"));
        assertEquals(ProviderFault.noCredentials("github"), providers.broken().get("github"));
        assertTrue(providers.working().containsKey("demo"));
    }

    private String refusal() {
        return assertThrows(
                        ServiceRefused.class,
                        () -> client(Map.of()).exchangeCode("code", "verifier"))
                .error();
    }

    private void unavailable(Fault fault) {
        service.next("/token", fault);
        assertThrows(ServiceUnavailable.class, () -> client(Map.of()).refresh(old()));
    }

    private static ServiceToken old() {
        return new ServiceToken("old", "Bearer", "kept", NOW, null, Scope.NONE, Map.of());
    }

    private ServiceClient client(Map<String, Object> more) {
        return TestContexts.client(service, http, more);
    }
}
