package dev.mcpoauth.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.TestBroker;
import dev.mcpoauth.store.Database;
import dev.mcpoauth.store.LastUses.Kind;
import dev.mcpoauth.testkit.LoopbackClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When a token was last used is written down once a minute, beside the requests.
final class LastUsesTest {
    private final Instant noon =
            Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofMinutes(1));

    @TempDir Path folder;

    @Test
    void a_call_with_a_token_is_a_use_of_its_login_and_of_the_account() {
        try (TestBroker broker = TestBroker.start(folder, Map.of());
                LoopbackClient client = new LoopbackClient(broker.issuer() + "/mcp", step -> {})) {
            client.discover();
            client.register();
            client.login("alice");
            assertEquals(Map.of(), uses(broker, Kind.GRANT), "a login is no use of its tokens");
            broker.stopClock(noon.minusSeconds(1));
            client.call("whoami");
            await(broker, noon.minusSeconds(1));
            broker.stopClock(noon.plusSeconds(30));
            client.call("whoami");
            broker.stopClock(noon.plusSeconds(90));
            client.call("whoami");
            await(broker, noon.plusSeconds(90));
            assertFalse(uses(broker, Kind.ACCOUNT).isEmpty());
            broker.stopClock(noon.plus(Duration.ofMinutes(40)));
            client.call("whoami");
            await(broker, noon.plus(Duration.ofMinutes(40)));
            aheadOfTime(broker, noon.plus(Duration.ofDays(9)));
            broker.stopClock(noon.plusSeconds(120));
            client.call("whoami");
            await(broker, noon.plusSeconds(120));
        }
    }

    private static void await(TestBroker broker, Instant at) {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!uses(broker, Kind.GRANT).containsValue(at)) {
            assertTrue(System.nanoTime() < end, () -> "never: " + uses(broker, Kind.GRANT));
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static void aheadOfTime(TestBroker broker, Instant at) {
        Database database = broker.store().database();
        for (long grant : uses(broker, Kind.GRANT).keySet()) {
            database.write(tx -> broker.store().uses().note(tx, Kind.GRANT, grant, at));
            Instant before = at.minus(Duration.ofDays(8));
            boolean known =
                    database.read(tx -> broker.store().uses().since(tx, Kind.GRANT, grant, before));
            assertFalse(known, "what is far ahead does not count");
        }
    }

    private static Map<Long, Instant> uses(TestBroker broker, Kind kind) {
        return broker.store().database().read(tx -> broker.store().uses().all(tx, kind));
    }
}
