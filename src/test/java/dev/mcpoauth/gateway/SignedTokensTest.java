package dev.mcpoauth.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Signed tokens of a real broker, checked with its published keys.
final class SignedTokensTest {
    @Test
    void tokens_of_the_resource_are_good_and_nothing_else_is(@TempDir Path folder) {
        Map<String, Object> resource = Map.of("token_format", "jwt", "scopes", "notes:read");
        Map<String, Object> more = Map.of("resources.other", resource);
        try (Guarded broker = new Guarded(folder, "mcp", resource, more)) {
            String issuer = broker.broker().settings().issuer();
            SignedTokens check = new SignedTokens(issuer, broker.url().toString());
            String token = broker.token("alice", "notes:read");
            CurrentUser.Claims claims = check.check(token).orElseThrow();
            assertEquals("demo:demo-alice", claims.id());
            assertEquals("notes:read", claims.scope().toString());
            String other = Guarded.token(broker.broker().at("/other"), "alice", "notes:read");
            assertTrue(check.check(other).isEmpty());
            int dot = token.lastIndexOf('.');
            char first = token.charAt(dot + 1) == 'A' ? 'B' : 'A';
            String forged = token.substring(0, dot + 1) + first + token.substring(dot + 2);
            assertTrue(check.check(forged).isEmpty());
            assertTrue(check.check("mcpo_at_1_opaque").isEmpty());
        }
    }
}
