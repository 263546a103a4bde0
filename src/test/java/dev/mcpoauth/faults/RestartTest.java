package dev.mcpoauth.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.TestBroker;
import dev.mcpoauth.ledger.BrokerProcess;
import dev.mcpoauth.ledger.Ledger;
import dev.mcpoauth.testkit.FakeBrowser;
import dev.mcpoauth.testkit.FakeBrowser.Page;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A broker that is started again, or reads its settings again, in the middle of everything.
@Timeout(120)
final class RestartTest {
    private static final int RELOADS = 5;

    @TempDir private Path folder;

    @Test
    void a_page_that_was_open_over_a_restart_goes_on_F_55() throws Exception {
        try (Beside beside = new Beside(folder, Map.of());
                FakeBrowser browser = new FakeBrowser(TestBroker.CALLBACK)) {
            Map<String, Object> same =
                    Map.of(
                            "listen.port",
                            URI.create(beside.issuer()).getPort(),
                            "providers",
                            Map.of("real", beside.service().providerSettings()),
                            "resources",
                            Map.of("mcp", Map.of("provider", "real")));
            Page consent;
            String id;
            try (TestBroker first = TestBroker.start(folder, same)) {
                id = String.valueOf(first.register("none").get("client_id"));
                consent = browser.open(first.authorizeAddress(id, Map.of()));
            }
            Page atService;
            try (TestBroker second = TestBroker.start(folder, same)) {
                atService = browser.press(consent, "decision", "approve");
                assertTrue(atService.body().contains("alice"), second.issuer());
            }
            try (TestBroker third = TestBroker.start(folder, same)) {
                String code = browser.press(atService, "user", "alice").query().get("code");
                assertTrue(code != null, "no code");
                Map<String, String> form =
                        new LinkedHashMap<>(TestBroker.exchange(String.valueOf(code)));
                form.put("client_id", id);
                assertEquals(200, third.form("/token", form).statusCode());
                // the page of the first broker, sent once more, gives nothing
                assertEquals(400, browser.press(consent, "decision", "approve").status());
            }
        }
    }

    @Test
    void settings_read_again_under_load_cost_no_request() throws Exception {
        try (Beside beside = new Beside(folder, Map.of());
                BrokerProcess broker = new BrokerProcess(beside.broker());
                Ledger ledger = new Ledger(beside.issuer(), 3)) {
            for (int i = 1; i <= RELOADS; i++) {
                int more = ledger.tokens() + 5;
                broker.signal("HUP");
                while (ledger.tokens() < more) {
                    Thread.onSpinWait();
                }
            }
            Ledger.Result result = ledger.compare();
            assertEquals(java.util.List.of(), result.faults());
            assertEquals(0, result.unsure());
            assertEquals(0, ledger.broken(), "requests were cut off");
            assertTrue(broker.log().contains("settings read again"), broker.log());
        }
    }
}
