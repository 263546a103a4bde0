package dev.mcpoauth.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.ledger.BrokerProcess;
import dev.mcpoauth.ledger.Ledger;
import dev.mcpoauth.testkit.LoopbackClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /// A provider whose author takes all memory there is when bob logs in.
    private static final String HUNGRY =
            """
            import dev.mcpoauth.oauth.UserInfo;
            import dev.mcpoauth.provider.BaseOAuthProvider;
            import dev.mcpoauth.provider.ProviderContext;
            import java.util.ArrayList;
            import java.util.List;

            public class Hungry extends BaseOAuthProvider {
                public Hungry(ProviderContext context) {
                    super(context);
                }

                @Override
                protected void welcome(UserInfo user) {
                    List<byte[]> all = new ArrayList<>();
                    while ("bob".equals(user.login())) {
                        all.add(new byte[1 << 20]);
                    }
                }
            }
            """;

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
        Path hungry = Files.writeString(folder.resolve("Hungry.java"), HUNGRY);
        String[] little = {"-Xmx64m", "-XX:+ExitOnOutOfMemoryError"};
        try (Beside beside = new Beside(folder, Map.of("source", hungry.toString()))) {
            BrokerProcess broker = new BrokerProcess(beside.broker().with(little));
            try (Ledger ledger = new Ledger(beside.issuer(), 2);
                    LoopbackClient client = beside.client()) {
                while (ledger.tokens() < 4) {
                    Thread.onSpinWait();
                }
                assertThrows(RuntimeException.class, () -> client.login("bob"));
                broker.await();
                assertEquals(3, broker.process().exitValue(), broker.log());
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
