package dev.mcpoauth.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.TestBroker;
import dev.mcpoauth.testkit.FakeBrowser;
import dev.mcpoauth.testkit.FakeBrowser.Page;
import dev.mcpoauth.testkit.FakeService;
import dev.mcpoauth.testkit.Fault;
import dev.mcpoauth.testkit.LoopbackClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A service that is down, or comes and goes: each login has an end, and nobody asks in a storm.
@Timeout(120)
final class FlappingServiceTest {
    @TempDir private Path folder;

    @Test
    void a_service_that_is_down_at_the_start_fails_its_own_logins_only_F_33() throws Exception {
        try (FakeService pages = FakeService.start();
                TestBroker broker = TestBroker.start(folder, withService(pages, deadPort()))) {
            assertEquals(200, broker.get("/readyz").statusCode());
            Page end = login(broker);
            assertEquals("temporarily_unavailable", end.query().get("error"), end::toString);
            try (LoopbackClient other = new LoopbackClient(broker.issuer() + "/mcp", step -> {})) {
                other.discover();
                other.register();
                other.login("alice");
                other.refresh();
            }
        }
    }

    @Test
    void a_service_that_flaps_is_asked_once_a_login_and_recovers_by_itself_F_35() throws Exception {
        try (FakeService service = FakeService.start()) {
            Map<String, Object> settings = withService(service, null);
            String path = "/token";
            try (TestBroker broker = TestBroker.start(folder, settings)) {
                long before = service.calls(path);
                assertEquals("", error(login(broker)));
                long once = service.calls(path) - before;
                assertTrue(once > 0, "nobody asked for a token");
                for (int round = 0; round < 2; round++) {
                    for (Fault fault :
                            List.of(Fault.drop(), Fault.status(503), Fault.html(200, "<p>"))) {
                        before = service.calls(path);
                        service.next(path, fault);
                        String error = error(login(broker));
                        assertTrue(
                                List.of("temporarily_unavailable", "server_error").contains(error),
                                fault + ": " + error);
                        assertEquals(once, service.calls(path) - before, fault + ": a storm");
                    }
                    assertEquals("", error(login(broker)), "it did not recover");
                }
            }
        }
    }

    private static String error(Page end) {
        return end.query().getOrDefault("error", end.query().containsKey("code") ? "" : "none");
    }

    /// Beside the demo; `tokens` is where its tokens are, if not where they usually are.
    private static Map<String, Object> withService(FakeService service, @Nullable String tokens) {
        Map<String, Object> settings = new LinkedHashMap<>(service.providerSettings());
        if (tokens != null) {
            settings.put("token_url", tokens);
        }
        return Map.of(
                "providers",
                Map.of("flaps", settings),
                "resources",
                Map.of("mcp", Map.of("provider", "demo"), "other", Map.of("provider", "flaps")));
    }

    private static String deadPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return "http://127.0.0.1:" + socket.getLocalPort() + "/token";
        }
    }

    private static Page login(TestBroker broker) {
        String client = String.valueOf(broker.register("none").get("client_id"));
        URI begin = broker.authorizeAddress(client, Map.of("resource", broker.issuer() + "/other"));
        try (FakeBrowser browser = new FakeBrowser(TestBroker.CALLBACK)) {
            Page consent = browser.open(begin);
            return browser.press(browser.press(consent, "decision", "approve"), "user", "bob");
        }
    }
}
