package dev.mcpoauth.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.TestBroker;
import dev.mcpoauth.ledger.BrokerProcess;
import dev.mcpoauth.provider.ServiceHttp;
import dev.mcpoauth.provider.ServiceUnavailable;
import dev.mcpoauth.testkit.FakeBrowser;
import dev.mcpoauth.testkit.FakeBrowser.Page;
import dev.mcpoauth.testkit.FakeService;
import dev.mcpoauth.testkit.LoopbackClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A service that hangs or drips holds those who asked it, and nobody else.
@Timeout(120)
final class HungServiceTest {
    private static final int MANY = 50;

    @TempDir private Path folder;

    @Test
    void fifty_logins_at_a_deaf_service_hold_nobody_else_F_34() throws Exception {
        try (FakeService pages = FakeService.start();
                DeafService deaf = new DeafService(false);
                TestBroker broker = TestBroker.start(folder, twoServices(pages, deaf));
                ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            String client = String.valueOf(broker.register("none").get("client_id"));
            URI begin =
                    broker.authorizeAddress(client, Map.of("resource", broker.issuer() + "/other"));
            List<Future<Page>> hanging = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                hanging.add(people.submit(() -> login(begin)));
            }
            while (deaf.asked() < MANY) {
                assertTrue(hanging.stream().noneMatch(Future::isDone), "nobody hangs");
                Thread.onSpinWait();
            }
            try (LoopbackClient other = new LoopbackClient(broker.issuer() + "/mcp", step -> {})) {
                other.discover();
                other.register();
                other.login("alice");
                other.refresh();
            }
            assertTrue(deaf.waiting() > 0, "the others had to wait for them");
            deaf.hangUp();
            for (Future<Page> each : hanging) {
                Page end = each.get();
                assertTrue(end.status() >= 400 || end.query().containsKey("error"), end::toString);
            }
        }
    }

    private static Map<String, Object> twoServices(FakeService pages, DeafService deaf) {
        Map<String, Object> hung = new LinkedHashMap<>(pages.providerSettings());
        hung.put("token_url", deaf.url());
        return Map.of(
                "providers",
                Map.of("hung", hung),
                "resources",
                Map.of("mcp", Map.of("provider", "demo"), "other", Map.of("provider", "hung")));
    }

    private static Page login(URI begin) {
        try (FakeBrowser browser = new FakeBrowser(TestBroker.CALLBACK)) {
            Page consent = browser.open(begin);
            return browser.press(browser.press(consent, "decision", "approve"), "user", "bob");
        }
    }

    @Test
    void an_answer_that_drips_ends_at_the_deadline_F_34() {
        try (DeafService dripping = new DeafService(true);
                ServiceHttp http = new ServiceHttp(Duration.ofMillis(300))) {
            ServiceUnavailable late =
                    assertThrows(ServiceUnavailable.class, () -> http.send(get(dripping.url())));
            assertEquals("the service did not answer in time", late.getMessage());
            // and its connection is closed: it does not drip on
            dripping.awaitWaiting(0);
        }
    }

    @Test
    void many_answers_that_drip_hold_no_other_request_F_34() throws Exception {
        try (DeafService dripping = new DeafService(true);
                FakeService well = FakeService.start();
                ServiceHttp http = new ServiceHttp(Duration.ofSeconds(60));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> held = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                held.add(threads.submit(() -> http.send(get(dripping.url()))));
            }
            dripping.awaitWaiting(MANY);
            String metadata = well.baseUrl() + "/.well-known/oauth-authorization-server";
            assertEquals(200, http.send(get(metadata)).status());
            assertTrue(held.stream().noneMatch(Future::isDone), "they still drip");
            dripping.hangUp();
        }
    }

    @Test
    void a_broker_ends_although_its_service_hangs_F_28() throws Exception {
        try (DeafService deaf = new DeafService(false);
                Beside beside = new Beside(folder, Map.of("token_url", deaf.url()));
                ExecutorService person = Executors.newVirtualThreadPerTaskExecutor()) {
            BrokerProcess broker = new BrokerProcess(beside.broker());
            Future<?> login = person.submit(() -> loginAt(beside));
            deaf.awaitWaiting(1);
            broker.process().destroy();
            broker.await();
            assertEquals(0, broker.process().exitValue(), broker.log());
            assertThrows(java.util.concurrent.ExecutionException.class, login::get);
            broker.restart();
            assertTrue(broker.alive(), broker.log());
            broker.process().destroy();
            broker.await();
        }
    }

    private static void loginAt(Beside beside) {
        try (LoopbackClient client = beside.client()) {
            client.login("alice");
        }
    }

    private static ServiceHttp.Request get(String url) {
        return new ServiceHttp.Request("GET", URI.create(url), Map.of(), null);
    }
}
