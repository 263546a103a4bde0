package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.testkit.LoopbackClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real client, a real broker, a real file, and a pretend service, over real HTTP.
final class WholeLoginTest {
    @TempDir Path folder;

    @Test
    void a_client_logs_in_calls_a_tool_refreshes_and_calls_again() {
        List<String> steps = new ArrayList<>();
        try (Wiring.Serving serving = start();
                LoopbackClient client = client(serving, steps)) {
            client.discover();
            client.register();
            client.login("alice");
            assertTrue(client.call("whoami").contains("demo:demo-alice"), steps::toString);
            client.refresh();
            assertEquals("hello", client.call("echo"));
        }
        assertEquals(8, steps.size(), steps::toString);
    }

    @Test
    void a_token_outlives_a_restart_of_the_broker() {
        List<String> steps = new ArrayList<>();
        Wiring.Serving first = start();
        Settings settings = first.settings();
        try (LoopbackClient client = client(first, steps)) {
            try (first) {
                client.discover();
                client.register();
                client.login("bob");
            }
            try (Wiring.Serving second = serve(settings)) {
                assertEquals(settings.issuer(), second.settings().issuer());
                assertTrue(client.call("whoami").contains("demo:demo-bob"), steps::toString);
                client.refresh();
            }
        }
    }

    @Test
    void no_token_is_readable_in_the_files_after_a_login() throws IOException {
        List<String> steps = new ArrayList<>();
        try (Wiring.Serving serving = start();
                LoopbackClient client = client(serving, steps)) {
            client.discover();
            client.register();
            client.login("alice");
            try (var files = Files.walk(folder)) {
                for (Path each : files.filter(Files::isRegularFile).toList()) {
                    String raw = Files.readString(each, StandardCharsets.ISO_8859_1);
                    for (String prefix : List.of("mcpo_at_", "mcpo_rt_", "mcpo_ac_", "demo_at_")) {
                        assertFalse(raw.contains(prefix), each + " holds a " + prefix + " token");
                    }
                }
            }
        }
    }

    @Test
    void a_client_logs_in_at_an_issuer_with_a_path_whatever_a_proxy_does_with_it()
            throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String issuer = "http://127.0.0.1:" + port + "/team/a";
        Map<String, Object> values = Map.of("issuer", issuer, "listen.port", port);
        List<String> steps = new ArrayList<>();
        try (Wiring.Serving serving = serve(settings(values));
                LoopbackClient client = client(serving, steps)) {
            client.discover();
            client.register();
            client.login("alice");
            assertTrue(client.call("whoami").contains("demo:demo-alice"), steps::toString);
            client.refresh();
            // a proxy that takes the path away
            URI root = URI.create(issuer).resolve("/");
            assertEquals(401, RawHttp.post(root.resolve("mcp/"), "").status());
            assertEquals(400, RawHttp.post(root.resolve("token"), "").status());
            assertEquals(404, RawHttp.get(root.resolve("team/token")).status());
        }
    }

    private Wiring.Serving start() {
        return serve(settings(Map.of("listen.port", 0)));
    }

    private Settings settings(Map<String, Object> values) {
        Overrides overrides = new Overrides(null, folder.toString(), values);
        return new SettingsReader(Map.of(), folder).read(overrides);
    }

    private static Wiring.Serving serve(Settings settings) {
        return new Wiring(InstantSource.system()).serve(settings, true);
    }

    private static LoopbackClient client(Wiring.Serving serving, List<String> steps) {
        return new LoopbackClient(
                serving.settings().issuer() + "/mcp",
                step -> steps.add(step.name() + ": " + step.outcome()));
    }
}
