package dev.mcpoauth.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.TestBroker;
import dev.mcpoauth.store.Grant;
import dev.mcpoauth.testkit.FakeService;
import dev.mcpoauth.testkit.LoopbackClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Days on which programs broke: the end of 32 bits, changed clocks, a day that was left out; and
/// clocks that do not agree.
final class DatesTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {-7_200, -45, 45, 7_200})
    void a_service_whose_clock_differs_changes_nothing_F_31(long seconds) {
        Duration life = Duration.ofMinutes(5);
        FakeService.Manners manners =
                new FakeService.Manners(
                        new byte[32], () -> Instant.now().plusSeconds(seconds), life, true);
        try (FakeService service = FakeService.start(manners, 0);
                TestBroker broker =
                        TestBroker.start(
                                folder,
                                Map.of("providers", Map.of("demo", service.providerSettings())));
                LoopbackClient client = new LoopbackClient(broker.issuer() + "/mcp", step -> {})) {
            client.discover();
            client.register();
            client.login("alice");
            client.refresh();
            client.call("whoami");
            Instant end =
                    broker.store()
                            .database()
                            .read(tx -> broker.store().accounts().list(tx))
                            .getFirst()
                            .token()
                            .expiresAt();
            assertNotNull(end);
            Duration left = Duration.between(Instant.now(), end);
            assertTrue(left.isPositive() && left.compareTo(life) <= 0, left::toString);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2038-01-19T03:14:07Z, UTC",
        "2040-02-29T23:59:59Z, Pacific/Apia",
        "2106-02-07T06:28:15Z, America/St_Johns",
        "2027-03-28T00:59:59Z, Europe/Berlin",
        "2026-12-31T23:59:59Z, Pacific/Kiritimati"
    })
    void a_login_works_and_its_tokens_live_as_long_as_ever_F_32(Instant day, String zone) {
        TimeZone usual = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        try (TestBroker broker = TestBroker.start(folder, Map.of("tokens.access_ttl", "1h"));
                LoopbackClient client = new LoopbackClient(broker.issuer() + "/mcp", step -> {})) {
            broker.stopClock(day);
            client.discover();
            client.register();
            client.login("alice");
            Grant grant =
                    broker.store()
                            .database()
                            .read(tx -> broker.store().grants().list(tx))
                            .getFirst();
            assertEquals(day.getEpochSecond(), grant.createdAt().getEpochSecond());
            assertTrue(grant.expiresAt().isAfter(day), "the login had ended before it began");
            broker.stopClock(day.plusSeconds(3_000));
            client.call("whoami");
            client.refresh();
            broker.stopClock(day.plusSeconds(6_000));
            client.call("whoami");
        } finally {
            TimeZone.setDefault(usual);
        }
    }
}
