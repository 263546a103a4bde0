package dev.mcpoauth.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.testkit.FakeService;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Kills brokers and their database under load and then asks for everything that was acknowledged.
///
/// `scripts/ledger` runs it with a hundred kills (`-Dledger.kills=100`).
@Timeout(3600)
final class LedgerTest {
    private static final int KILLS = Integer.getInteger("ledger.kills", 5);
    private static final int CLIENTS = 4;

    private final Random random = new Random();
    @TempDir private Path folder;

    @Test
    void a_broker_killed_under_load_loses_nothing_and_does_nothing_twice() throws Exception {
        try (FakeService service = FakeService.start()) {
            int port = freePort();
            String issuer = "http://127.0.0.1:" + port;
            Path settings = settings(service, issuer, folder.resolve("mcp-oauth.db").toString());
            try (BrokerProcess broker = broker(settings, port);
                    Ledger ledger = new Ledger(issuer, CLIENTS)) {
                for (int kill = 0; kill < KILLS; kill++) {
                    underLoad(ledger);
                    broker.kill();
                    broker.restart();
                }
                Ledger.Result result = ledger.compare();
                explain(result, "jdbc:sqlite:" + folder.resolve("mcp-oauth.db"));
                report("SQLite, broker killed", KILLS, result);
            }
        }
        assertEquals("ok", integrity());
    }

    @Test
    void two_brokers_and_postgresql_killed_under_load_lose_nothing() throws Exception {
        int kills = Math.max(3, KILLS * 3 / 5);
        List<Integer> ports = List.of(freePort(), freePort());
        try (FakeService service = FakeService.start();
                PostgresProcess postgres = new PostgresProcess(folder.resolve("pg"));
                Balancer balancer = new Balancer(ports)) {
            Path settings = settings(service, balancer.url(), postgres.url());
            try (BrokerProcess one = broker(settings, ports.getFirst());
                    BrokerProcess two = broker(settings, ports.getLast());
                    Ledger ledger = new Ledger(balancer.url(), CLIENTS)) {
                for (int kill = 0; kill < kills; kill++) {
                    underLoad(ledger);
                    switch (kill % 3) {
                        case 0 -> killed(one);
                        case 1 -> postgres.crash();
                        default -> killed(two);
                    }
                }
                assertTrue(one.alive() && two.alive(), "a broker ended with the database");
                Ledger.Result result = ledger.compare();
                explain(result, postgres.url());
                report("PostgreSQL, broker or server killed", kills, result);
            }
        }
    }

    private static void killed(BrokerProcess broker) {
        broker.kill();
        broker.restart();
    }

    /// Returns at a random moment, after some more tokens have been acknowledged.
    private void underLoad(Ledger ledger) {
        int before = ledger.tokens();
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (ledger.tokens() < before + 10 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
        LockSupport.parkNanos(random.nextInt(300) * 1_000_000L);
    }

    /// Prints what the database says about the clients that a fault names.
    private static void explain(Ledger.Result result, String database) throws SQLException {
        if (result.faults().isEmpty()) {
            return;
        }
        try (var connection = DriverManager.getConnection(database);
                var rows =
                        connection
                                .createStatement()
                                .executeQuery("SELECT at, event, detail FROM audit ORDER BY id")) {
            while (rows.next()) {
                String detail = rows.getString("detail");
                if (result.faults().stream().anyMatch(fault -> named(fault, detail))) {
                    System.out.println(
                            rows.getLong("at") + " " + rows.getString("event") + " " + detail);
                }
            }
        }
    }

    private static boolean named(String fault, String detail) {
        return Arrays.stream(detail.split("[ ,]"))
                .anyMatch(word -> word.length() > 8 && fault.contains(word));
    }

    private static void report(String what, int kills, Ledger.Result result) {
        System.out.println(
                ("%s: kills %d, installations %d, acknowledged %d, answers lost to a kill %d,"
                                + " faults %d")
                        .formatted(
                                what,
                                kills,
                                result.installations(),
                                result.acknowledged(),
                                result.unsure(),
                                result.faults().size()));
        assertEquals(List.of(), result.faults());
        assertTrue(result.acknowledged() > kills * 10, "the load was too small: " + result);
    }

    private BrokerProcess broker(Path settings, int port) {
        return new BrokerProcess(BrokerProcess.Start.of(settings, folder, port));
    }

    private Path settings(FakeService service, String issuer, String database) throws IOException {
        return Files.writeString(
                folder.resolve("settings.json"),
                Json.write(
                        Map.of(
                                "issuer",
                                issuer,
                                "database",
                                database,
                                "rate_limits",
                                false,
                                "tokens",
                                Map.of("refresh_grace", "10m"),
                                "providers",
                                Map.of("demo", service.providerSettings()))));
    }

    private String integrity() throws SQLException {
        try (var file =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("mcp-oauth.db"));
                var rows = file.createStatement().executeQuery("PRAGMA integrity_check")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
