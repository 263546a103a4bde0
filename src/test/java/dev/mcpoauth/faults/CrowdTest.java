package dev.mcpoauth.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.TestBroker;
import dev.mcpoauth.ledger.BrokerProcess;
import dev.mcpoauth.testkit.LoopbackClient;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Many connections, idle or with half requests on them.
@Timeout(120)
final class CrowdTest {
    private static final String HALF_HEAD = "POST /token HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Sl";
    private static final String HALF_BODY =
            "POST /token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\n\r\ngrant_type=";

    private static final String WAITING_BODY =
            "POST /token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 65536\r\nExpect: 100-continue"
                    + "\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n";

    @TempDir private Path folder;

    @Test
    void half_requests_and_idle_connections_hold_nobody_F_44_F_45() throws Exception {
        List<Socket> crowd = new ArrayList<>();
        try (TestBroker broker = TestBroker.start(folder, Map.of())) {
            crowd.addAll(Beside.connections(broker.port(), 100, HALF_HEAD));
            crowd.addAll(Beside.connections(broker.port(), 100, HALF_BODY));
            crowd.addAll(Beside.connections(broker.port(), 1_000, ""));
            try (LoopbackClient client = new LoopbackClient(broker.issuer() + "/mcp", step -> {})) {
                client.discover();
                client.register();
                client.login("alice");
                client.refresh();
            }
        } finally {
            Beside.close(crowd);
        }
    }

    @Test
    void with_few_files_a_crowd_waits_at_the_port_and_the_database_works_F_46() throws Exception {
        try (Beside beside = new Beside(folder, Map.of());
                BrokerProcess broker = new BrokerProcess(beside.broker().after("ulimit -n 128"))) {
            beside.works();
            for (String first : List.of("", HALF_HEAD)) {
                List<Socket> crowd = beside.connections(400, first);
                Beside.close(crowd);
                beside.works();
            }
            assertTrue(broker.alive());
            assertFalse(broker.log().contains(" error "), broker.log());
        }
    }

    @Test
    void with_little_memory_a_crowd_of_large_bodies_waits_at_the_port_F_46() throws Exception {
        String[] little = {"-Xmx64m", "-XX:+ExitOnOutOfMemoryError"};
        try (Beside beside = new Beside(folder, Map.of());
                BrokerProcess broker = new BrokerProcess(beside.broker().with(little))) {
            beside.works();
            List<Socket> crowd = new ArrayList<>();
            while (crowd.size() < 2_000 && joins(beside, crowd)) {
                assertTrue(broker.alive(), broker.log());
            }
            Beside.close(crowd);
            beside.works();
            assertTrue(broker.alive(), broker.log());
        }
    }

    /// One more with almost all of a large body on it; false when the broker does not take it.
    private static boolean joins(Beside beside, List<Socket> crowd) throws IOException {
        // RFC 9110 10.1.1: the broker says 100 when it begins to read the body
        Socket socket = beside.connections(1, WAITING_BODY).getFirst();
        crowd.add(socket);
        socket.setSoTimeout(2_000);
        try {
            assertEquals('H', socket.getInputStream().read());
            socket.getOutputStream().write(new byte[65_000]);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }
}
