package dev.mcpoauth.faults;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.ledger.BrokerProcess;
import dev.mcpoauth.testkit.LoopbackClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The clock of a real broker jumps while it runs, and the machine sleeps.
@Timeout(120)
final class ClockTest {
    private static final Duration TEN_YEARS = Duration.ofDays(3653);

    @TempDir private Path folder;

    @Test
    void a_clock_that_jumps_ends_tokens_by_the_wall_and_blocks_nobody_F_30() throws Exception {
        try (Beside beside = new Beside(folder, Map.of());
                BrokerProcess broker = new BrokerProcess(beside.broker().with(machine()));
                LoopbackClient client = beside.client()) {
            client.login("alice");
            client.call("whoami");

            jump(Duration.ofHours(2));
            assertThrows(IllegalStateException.class, () -> client.call("whoami"));
            client.refresh();
            client.call("whoami");

            // what was issued two hours ahead goes on, and a new login works
            jump(Duration.ZERO);
            client.call("whoami");
            client.refresh();
            jump(Duration.ofHours(-2));
            client.call("whoami");
            client.refresh();
            client.call("whoami");

            jump(TEN_YEARS);
            assertThrows(IllegalStateException.class, () -> client.call("whoami"));
            assertThrows(IllegalStateException.class, client::refresh);
            beside.works();

            jump(Duration.ZERO);
            beside.works();
            assertTrue(broker.alive());
            assertFalse(broker.log().contains(" error "), broker.log());
        }
    }

    @Test
    void a_machine_that_slept_goes_on_without_a_burst_F_29() throws Exception {
        try (Beside beside = new Beside(folder, Map.of());
                BrokerProcess broker = new BrokerProcess(beside.broker().with(machine()));
                LoopbackClient client = beside.client()) {
            client.login("alice");
            long before = beside.service().targets().size();
            broker.signal("STOP");
            jump(Duration.ofMinutes(10));
            broker.signal("CONT");
            client.call("whoami");
            client.refresh();
            client.call("whoami");
            // the service's token lives five minutes: it was refreshed once, and nothing else
            assertTrue(beside.service().targets().size() - before <= 1, "a burst");
            beside.works();
            assertTrue(broker.alive());
        }
    }

    private Map<String, String> machine() {
        return Map.of(
                "LD_PRELOAD", Shim.compile("machine", folder).toString(),
                "MACHINE_CLOCK", folder.resolve("clock").toString());
    }

    private void jump(Duration ahead) throws Exception {
        Path next = Files.writeString(folder.resolve("next"), ahead.toSeconds() + "\n");
        Files.move(
                next,
                folder.resolve("clock"),
                java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
}
