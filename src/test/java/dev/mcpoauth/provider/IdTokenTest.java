package dev.mcpoauth.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import dev.mcpoauth.testkit.FakeService;
import dev.mcpoauth.testkit.Fault;
import dev.mcpoauth.testkit.ProviderContract;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who the user is where a service has no userinfo endpoint, or is not to be asked there.
final class IdTokenTest {
    private static final long NOW = TestContexts.NOW.getEpochSecond();
    private static final String CLAIMS =
            """
            {"iss":"ISSUER","aud":["other","demo-client"],"azp":"demo-client","exp":EXP,
            "sub":"u1","email":"a@b.example","email_verified":true,"org":{"id":"acme"}}
            """;

    private final FakeService service = FakeService.start();
    private final ServiceHttp http = new ServiceHttp(Duration.ofSeconds(10));

    @AfterEach
    void close() {
        http.close();
        service.close();
    }

    @Test
    void its_claims_tell_who_the_user_is_without_another_request() {
        UserInfo user = userOf(claims());

        assertEquals(new UserInfo("u1", null, null, "a@b.example", true, "acme"), user);
        assertEquals(0, service.calls("/userinfo"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"iss\":\"ISSUER\" | \"iss\":\"https://evil.example\" | iss",
                "\"iss\":\"ISSUER\", | '' | iss",
                "demo-client\"], | another\"], | aud",
                "\"aud\":[\"other\",\"demo-client\"], | '' | aud",
                "\"azp\":\"demo-client\" | \"azp\":\"other\" | azp",
                "\"exp\":EXP | \"exp\":PAST | exp",
                "\"exp\":EXP, | '' | exp"
            })
    void one_that_is_not_for_us_logs_nobody_in(String part, String instead, String wrong) {
        String claims = CLAIMS.replace(part, instead);

        ServiceUnavailable e = assertThrows(ServiceUnavailable.class, () -> userOf(filled(claims)));

        assertTrue(String.valueOf(e.getMessage()).endsWith("wrong " + wrong), e::toString);
    }

    @ParameterizedTest
    @CsvSource({"e30", "e30.e30", "a.b.c.d.e", "e30.W10.", "e30.!.", "e30.bm8.", "''"})
    void what_is_no_token_logs_nobody_in(String token) {
        assertThrows(ServiceUnavailable.class, () -> user(token));
    }

    @Test
    void the_answers_own_members_come_first() {
        service.next(
                "/token",
                Fault.json(
                        200, "{\"access_token\":\"a\",\"sub\":\"own\",\"id_token\":\"not one\"}"));

        assertEquals("own", login().subject());
    }

    @Test
    void such_a_provider_keeps_the_contract() {
        ProviderContract.require(
                "acme",
                Map.of(
                        "preset", "oauth2",
                        "issuer", "https://acme.example",
                        "authorize_url", "https://acme.example/oauth/authorize",
                        "token_url", "https://acme.example/oauth/token",
                        "scopes", "openid email"));
    }

    private UserInfo userOf(String claims) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return user("e30." + base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".");
    }

    private UserInfo user(String idToken) {
        service.next(
                "/token",
                Fault.json(200, "{\"access_token\":\"a\",\"id_token\":\"" + idToken + "\"}"));
        return login();
    }

    private UserInfo login() {
        ServiceClient client =
                TestContexts.client(
                        service, http, Map.of("userinfo_url", "", "user_tenant", "/org/id"));
        ServiceToken token = client.exchangeCode("code", "verifier");
        assertEquals(Scope.NONE, token.scope());
        return client.userInfo(token);
    }

    private String claims() {
        return filled(CLAIMS);
    }

    private String filled(String claims) {
        return claims.replace("ISSUER", service.baseUrl())
                .replace("EXP", "" + (NOW + 1))
                .replace("PAST", "" + (NOW - 61));
    }
}
