package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.mcpoauth.RawClient.Members;
import dev.mcpoauth.RawHttp.Answer;
import dev.mcpoauth.broker.Foundation;
import dev.mcpoauth.broker.SignTokens;
import dev.mcpoauth.json.Json;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Access tokens that are JWTs, for the resources that want them (RFC 9068).
final class SignedTokensTest {
    @TempDir private static Path folder;
    private static LiveBroker broker;

    @BeforeAll
    static void start() {
        Map<String, Object> resources =
                Json.object(
                        """
                        {"mcp": {"token_format": "jwt"},
                         "bare": {"url": "https://bare.example/mcp", "scopes": [],
                                  "token_format": "jwt"},
                         "opaque": {"url": "https://opaque.example/mcp"}}
                        """);
        broker = LiveBroker.start(folder, Map.of("rate_limits", false, "resources", resources));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void a_token_can_be_checked_with_the_published_keys_alone_TK_28() throws Exception {
        RawClient client = RawClient.of(broker);
        SignedJWT jwt = SignedJWT.parse(token(client));
        assertEquals("at+jwt", jwt.getHeader().getType().toString());
        assertTrue(verifies(jwt));
        JWTClaimsSet claims = jwt.getJWTClaimsSet();
        assertEquals(broker.settings().issuer(), claims.getIssuer());
        assertEquals(List.of(broker.settings().issuer() + "/mcp"), claims.getAudience());
        assertEquals("demo:demo-alice", claims.getSubject());
        assertEquals(client.id(), claims.getStringClaim("client_id"));
        assertEquals("mcp:read mcp:write", claims.getStringClaim("scope"));
        assertEquals(
                broker.settings().tokens().access(),
                Duration.between(
                        claims.getIssueTime().toInstant(), claims.getExpirationTime().toInstant()));
        assertFalse(claims.getJWTID().isEmpty());
    }

    @Test
    void the_metadata_names_the_keys_which_have_no_private_part_MD_15() {
        Answer metadata = RawHttp.get(broker.at("/.well-known/oauth-authorization-server"));
        String uri = Members.of(metadata).get("jwks_uri");
        assertEquals(broker.settings().issuer() + "/jwks", uri);
        String keys = RawHttp.get(broker.at("/jwks")).body();
        assertFalse(keys.contains("\"d\""), keys);
        assertTrue(keys.contains("\"use\":\"sig\""), keys);
    }

    @Test
    void another_resource_of_the_same_broker_keeps_opaque_tokens() {
        RawClient client = RawClient.of(broker);
        Members tokens = client.tokens(Map.of("resource", "https://opaque.example/mcp"));
        assertTrue(tokens.get("access_token").startsWith("mcpo_at_"));
    }

    @Test
    void where_there_are_no_scopes_none_is_told() throws Exception {
        RawClient client = confidential();
        String code = client.code("alice", Map.of("resource", "https://bare.example/mcp"));
        String token =
                Members.of(client.redeem(code, Map.of("client_secret", client.secret())))
                        .get("access_token");
        assertFalse(SignedJWT.parse(token).getJWTClaimsSet().getClaims().containsKey("scope"));
        String told = client.about("/introspect", token, Map.of()).body();
        assertTrue(told.contains("\"active\":true"), told);
        assertFalse(told.contains("scope"), told);
    }

    @Test
    void our_own_guard_takes_it_until_it_is_revoked_RV_01() {
        RawClient client = confidential();
        String token = token(client);
        assertEquals(200, client.call(token).status());
        assertEquals(
                "true", Members.of(client.about("/introspect", token, Map.of())).get("active"));
        client.about("/revoke", token, Map.of());
        assertEquals(401, client.call(token).status());
        assertEquals("{\"active\":false}", client.about("/introspect", token, Map.of()).body());
    }

    @Test
    void it_ends_with_its_grant_RV_03() {
        RawClient client = confidential();
        Members tokens =
                Members.of(
                        client.redeem(
                                client.code("alice", Map.of()),
                                Map.of("client_secret", client.secret())));
        client.about("/revoke", tokens.get("refresh_token"), Map.of());
        String token = tokens.get("access_token");
        assertEquals(401, client.call(token).status());
        assertEquals("{\"active\":false}", client.about("/introspect", token, Map.of()).body());
    }

    @Test
    void a_changed_token_is_refused_RS_06() {
        RawClient client = RawClient.of(broker);
        String token = token(client);
        int dot = token.lastIndexOf('.');
        String head = token.substring(0, dot + 1);
        char first = token.charAt(dot + 1);
        String other = head + (first == 'A' ? 'B' : 'A') + token.substring(dot + 2);
        for (String bad : List.of(other, head, head + "x", "e30.e30.", "..", "a.!.c")) {
            assertEquals(401, client.call(bad).status(), bad);
        }
        assertEquals(200, client.call(token).status());
    }

    @Test
    void a_repeated_refresh_gets_the_same_token_RF_10() {
        RawClient client = RawClient.of(broker);
        String refresh = client.tokens(Map.of()).get("refresh_token");
        Set<String> bodies = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            bodies.add(client.refresh(refresh, Map.of()).body());
        }
        assertEquals(1, bodies.size());
    }

    @Test
    void after_a_rotation_old_tokens_are_good_and_old_keys_published_as_long_as_they_live()
            throws Exception {
        RawClient client = RawClient.of(broker);
        SignedJWT before = SignedJWT.parse(token(client));
        Foundation on =
                new Foundation(broker.settings(), broker.store(), broker::now, new SecureRandom());
        String kid = new SignTokens(on).rotate().kid();
        SignedJWT after = SignedJWT.parse(token(client));
        assertEquals(kid, after.getHeader().getKeyID());
        assertNotEquals(before.getHeader().getKeyID(), kid);
        assertTrue(verifies(before));
        assertTrue(verifies(after));
        assertEquals(200, client.call(before.serialize()).status());
        broker.later(broker.settings().tokens().access().plusMinutes(6));
        assertNull(keys().getKeyByKeyId(before.getHeader().getKeyID()));
        assertEquals(kid, keys().getKeyByKeyId(kid).getKeyID());
    }

    @Test
    void a_broker_without_signed_tokens_has_no_keys(@TempDir Path other) {
        try (LiveBroker opaque = LiveBroker.start(other, Map.of("rate_limits", false))) {
            String path = "/.well-known/oauth-authorization-server";
            Map<String, Object> body = Json.object(RawHttp.get(opaque.at(path)).body());
            assertFalse(body.containsKey("jwks_uri"));
            assertEquals(404, RawHttp.get(opaque.at("/jwks")).status());
        }
    }

    private static RawClient confidential() {
        return RawClient.of(broker, Map.of("token_endpoint_auth_method", "client_secret_post"));
    }

    private static String token(RawClient client) {
        Answer answer =
                client.redeem(
                        client.code("alice", Map.of()),
                        client.isPublic() ? Map.of() : Map.of("client_secret", client.secret()));
        return Members.of(answer).get("access_token");
    }

    private static boolean verifies(SignedJWT jwt) throws ParseException, JOSEException {
        String kid = jwt.getHeader().getKeyID();
        return jwt.verify(new ECDSAVerifier(keys().getKeyByKeyId(kid).toECKey()));
    }

    private static JWKSet keys() throws ParseException {
        return JWKSet.parse(RawHttp.get(broker.at("/jwks")).body());
    }
}
