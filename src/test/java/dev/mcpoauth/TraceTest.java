package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.testkit.LoopbackClient;
import dev.mcpoauth.trace.Trace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `--trace`: every exchange of the command line and of the broker, and no secret.
final class TraceTest {
    /// Tokens, codes, secrets and tickets of our own making.
    private static final Pattern SECRETS =
            Pattern.compile("(mcpo|demo)_[a-z]{2}_|(code|state|csrf)=[A-Za-z0-9_-]{20,}");

    @TempDir Path folder;

    @Test
    void a_refresh_is_written_to_a_private_file_without_secrets() throws Exception {
        try (CliWorld world = new CliWorld(folder)) {
            world.provider("acme");
            world.account("acme", "alice");
            Path file = folder.resolve("trace.txt");
            CliWorld.Ended ended =
                    world.run(List.of("token", "refresh", "acme", "--trace=" + file), "");
            assertEquals(0, ended.exit(), ended.err());
            String token = world.run(List.of("token", "get", "acme"), "").out().strip();
            String text = Files.readString(file);
            assertTrue(text.contains("> POST http://127.0.0.1"), text);
            assertTrue(text.contains("grant_type=refresh_token"), text);
            assertTrue(text.contains("= HTTP 200"), text);
            assertTrue(text.contains("refresh_token=‹"), text);
            assertFalse(text.contains(token), "the token");
            assertFalse(SECRETS.matcher(text).find(), text);
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
    }

    @Test
    void a_whole_login_at_the_broker_is_written_without_secrets() throws Exception {
        Queue<String> written = new ConcurrentLinkedQueue<>();
        try (CliWorld world = new CliWorld(folder)) {
            world.provider("acme");
            String issuer = world.broker().issuer();
            Trace.to(written::add);
            try (LoopbackClient client = new LoopbackClient(issuer + "/mcp", step -> {})) {
                client.discover();
                client.register();
                client.login("alice");
                client.call("whoami");
                client.refresh();
            } finally {
                Trace.to(null);
            }
        }
        String text = String.join("", written);
        for (String line : List.of("< POST /register", "< GET /authorize", "< POST /token")) {
            assertTrue(text.contains(line), text);
        }
        assertTrue(text.contains("< GET /callback/acme?code=‹"), text);
        assertTrue(text.contains("Authorization: Bearer ‹"), text);
        assertFalse(SECRETS.matcher(text).find(), text);
    }
}
