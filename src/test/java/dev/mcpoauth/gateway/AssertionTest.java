package dev.mcpoauth.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.mcpoauth.RawHttp;
import dev.mcpoauth.config.SettingsProblem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The signed statement about a caller: what it says, who can check it, how long it is kept.
final class AssertionTest {
    private static BareServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new BareServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_statement_signed_with_a_shared_secret_says_who_calls(@TempDir Path other)
            throws Exception {
        String secret = "0123456789abcdef0123456789abcdef";
        Path file = other.resolve("secret");
        Files.writeString(file, secret + "\n");
        Map<String, Object> resource =
                Map.of(
                        "upstream", server.url(),
                        "assertion", Map.of("secret_file", file.toString()));
        assertThrows(SettingsProblem.class, () -> new Guarded(other, resource));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        try (Guarded signing = new Guarded(other, resource)) {
            String token = signing.token("alice", "mcp:read");
            signing.post(token, Guarded.PING, "X-MCP-Assertion", "forged");
            SignedJWT jwt = SignedJWT.parse(server.next().header("X-MCP-Assertion"));
            assertTrue(jwt.verify(new MACVerifier(secret)));
            assertEquals("mcp-oauth-assertion+jwt", jwt.getHeader().getType().toString());
            assertEquals(List.of(server.url()), jwt.getJWTClaimsSet().getAudience());
            assertEquals("demo:demo-alice", jwt.getJWTClaimsSet().getSubject());
            assertEquals("mcp:read", jwt.getJWTClaimsSet().getClaim("scope"));
            long life =
                    jwt.getJWTClaimsSet().getExpirationTime().toInstant().getEpochSecond()
                            - signing.broker().now().getEpochSecond();
            assertEquals(60, life);
        }
    }

    @Test
    void a_statement_is_kept_for_a_third_of_its_life_and_for_one_caller_only(@TempDir Path other)
            throws Exception {
        Map<String, Object> resource = Map.of("upstream", server.url(), "assertion", "ES256");
        try (Guarded signing = new Guarded(other, resource)) {
            String hers = signing.token("alice", "mcp:read");
            String first = statement(signing, hers);
            assertEquals(first, statement(signing, hers));
            assertNotEquals(first, statement(signing, signing.token("alice", "mcp:read")));
            signing.broker().later(Duration.ofSeconds(21));
            String next = statement(signing, hers);
            assertNotEquals(first, next);
            assertEquals(
                    signing.broker().now(),
                    SignedJWT.parse(next).getJWTClaimsSet().getIssueTime().toInstant());
        }
    }

    private static String statement(Guarded signing, String token) throws Exception {
        assertEquals(200, signing.post(token, Guarded.PING).statusCode());
        return server.next().header("X-MCP-Assertion");
    }

    @Test
    void a_statement_signed_with_the_published_key_says_who_calls(@TempDir Path other)
            throws Exception {
        Map<String, Object> resource = Map.of("upstream", server.url(), "assertion", "ES256");
        try (Guarded signing = new Guarded(other, resource)) {
            String token = signing.token("alice", "mcp:read");
            for (int i = 0; i < 2; i++) {
                signing.post(token, Guarded.PING);
                SignedJWT jwt = SignedJWT.parse(server.next().header("X-MCP-Assertion"));
                JWKSet keys = JWKSet.parse(RawHttp.get(signing.broker().at("/jwks")).body());
                ECKey key = keys.getKeyByKeyId(jwt.getHeader().getKeyID()).toECKey();
                assertTrue(jwt.verify(new ECDSAVerifier(key)));
                assertEquals("mcp-oauth-assertion+jwt", jwt.getHeader().getType().toString());
                assertEquals(List.of(server.url()), jwt.getJWTClaimsSet().getAudience());
                assertEquals("demo:demo-alice", jwt.getJWTClaimsSet().getSubject());
            }
        }
    }
}
