package dev.mcpoauth.faults;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.ledger.BrokerProcess;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A machine that has no IPv6.
@Timeout(120)
final class OldNetworkTest {
    @TempDir private Path folder;

    @Test
    void without_ipv6_it_starts_on_127_0_0_1_and_its_name_is_the_same_F_25() throws Exception {
        Map<String, String> old =
                Map.of("JAVA_TOOL_OPTIONS", "-Djava.net.preferIPv4Stack=true -Xlog:disable");
        try (Beside beside = new Beside(folder, Map.of());
                BrokerProcess broker = new BrokerProcess(beside.broker().with(old))) {
            beside.works();
            assertTrue(broker.alive());
        }
    }
}
