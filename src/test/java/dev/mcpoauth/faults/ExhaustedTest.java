package dev.mcpoauth.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.ledger.BrokerProcess;
import dev.mcpoauth.ledger.Ledger;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A process with little memory or without threads.
@Timeout(120)
final class ExhaustedTest {
    private static final int MEGABYTES_20 = 20 << 20;

    @TempDir private Path folder;

    @Test
    void large_and_deep_bodies_are_refused_before_memory_ends_F_47() throws Exception {
        try (Beside beside = new Beside(folder, Map.of());
                BrokerProcess broker = new BrokerProcess(beside.broker().with("-Xmx48m"))) {
            URI register = URI.create(beside.issuer() + "/register");
            String deep = "[".repeat(30_000) + "]".repeat(30_000);
            assertEquals(400, post(register, BodyPublishers.ofString(deep)));
            byte[] large = new byte[MEGABYTES_20];
            for (int i = 0; i < 10; i++) {
                int refused = post(register, BodyPublishers.ofByteArray(large));
                assertTrue(refused == 413 || refused == 0, "HTTP " + refused);
            }
            assertTrue(post(register, BodyPublishers.ofByteArray(bomb())) >= 400);
            beside.works();
            assertTrue(broker.alive());
        }
    }

    /// Twenty megabytes of zeros in twenty kilobytes; the broker unpacks nothing.
    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(new byte[MEGABYTES_20]);
        }
        return packed.toByteArray();
    }

    /// The status; 0 where the broker hung up in the middle of the body.
    private static int post(URI url, BodyPublisher body) throws InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(url)
                                    .header("Content-Type", "application/json")
                                    .POST(body)
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    @Test
    void without_memory_it_ends_leaves_no_dump_and_starts_again_with_everything_F_47()
            throws Exception {
        String[] little = {"-Xmx20m", "-XX:+ExitOnOutOfMemoryError"};
        try (Beside beside = new Beside(folder, Map.of())) {
            BrokerProcess broker = new BrokerProcess(beside.broker().with(little));
            try (Ledger ledger = new Ledger(beside.issuer(), 2)) {
                while (ledger.tokens() < 4) {
                    Thread.onSpinWait();
                }
                List<Socket> crowd = new ArrayList<>();
                for (int i = 0; broker.alive() && i < 400; i++) {
                    crowd.addAll(swallowing(beside));
                }
                broker.await();
                assertEquals(3, broker.process().exitValue(), broker.log());
                Beside.close(crowd);
                try (BrokerProcess again = new BrokerProcess(beside.broker())) {
                    assertEquals(List.of(), ledger.compare().faults());
                    assertTrue(again.alive());
                }
            }
        }
        try (Stream<Path> left = Files.walk(folder)) {
            assertTrue(left.noneMatch(file -> file.toString().endsWith(".hprof")));
        }
    }

    /// A connection with all but the last byte of a large registration on it.
    private static List<Socket> swallowing(Beside beside) {
        String head =
                """
                POST /register HTTP/1.1
                Host: 127.0.0.1
                Content-Type: application/json
                Content-Length: 65001

                """
                        .replace("\n", "\r\n");
        try {
            return beside.connections(1, head + " ".repeat(65_000));
        } catch (IOException e) {
            return List.of();
        }
    }

    @Test
    void without_threads_it_answers_or_says_so_and_recovers_F_48() throws Exception {
        Path none = folder.resolve("no-threads");
        Map<String, String> machine =
                Map.of(
                        "LD_PRELOAD", Shim.compile("machine", folder).toString(),
                        "MACHINE_THREADS", none.toString());
        try (Beside beside = new Beside(folder, Map.of());
                BrokerProcess broker = new BrokerProcess(beside.broker().with(machine))) {
            Files.createFile(none);
            // the first login makes the threads that talk to services
            assertThrows(IllegalStateException.class, beside::works);
            assertTrue(broker.log().contains("OutOfMemoryError"), broker.log());
            Files.delete(none);
            beside.works();
            assertTrue(broker.alive(), broker.log());
        }
    }
}
