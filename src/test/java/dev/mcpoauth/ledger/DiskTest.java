package dev.mcpoauth.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.faults.Shim;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.testkit.FakeService;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A disk that fails under a real broker: power cuts, kills at chosen moments, errors once.
///
/// `scripts/disk` runs it with every moment (`-Ddisk.all=true`).
@Timeout(3600)
final class DiskTest {
    private static final boolean ALL = Boolean.getBoolean("disk.all");

    @TempDir private Path folder;
    private Path data = Path.of("");
    private Path library;
    private FakeService service;
    private int port;

    @BeforeEach
    void build() throws Exception {
        library = Shim.compile("disk", folder);
        service = FakeService.start();
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
    }

    @AfterEach
    void close() {
        if (service != null) {
            service.close();
        }
    }

    @Test
    void a_power_cut_leaves_everything_that_was_acknowledged() throws Exception {
        for (int round = 0; round < (ALL ? 20 : 1); round++) {
            fresh("power" + round);
            Path shadow = Files.createDirectory(folder.resolve("shadow" + round));
            try (Ledger ledger = new Ledger(issuer(), 3)) {
                BrokerProcess broker = broker(Map.of("DISK_SHADOW", shadow.toString()));
                await(ledger, 12 + round);
                broker.kill();
                leaveOnlyWhatSurvives(shadow);
                compare("power cut", ledger);
            }
        }
    }

    @Test
    void a_kill_just_before_a_sync_or_a_write_loses_nothing() throws Exception {
        List<Integer> moments = ALL ? IntStream.rangeClosed(1, 40).boxed().toList() : List.of(14);
        for (String what : List.of("DISK_KILL_FSYNC", "DISK_KILL_WRITE")) {
            for (int k : moments) {
                int moment = what.endsWith("WRITE") ? k * 5 : k;
                fresh(what + k);
                try (Ledger ledger = new Ledger(issuer(), 2)) {
                    killedAt(Map.of(what, Integer.toString(moment)));
                    compare(what + " " + moment, ledger);
                }
            }
        }
    }

    @Test
    void an_error_of_the_disk_is_not_called_success() throws Exception {
        for (String what : List.of("DISK_FAIL_FSYNC", "DISK_FAIL_WRITE", "DISK_FAIL_READ")) {
            for (int k : ALL ? List.of(15, 18, 21, 30, 40) : List.of(20)) {
                fresh(what + k);
                int moment = what.endsWith("WRITE") ? k * 5 : k;
                try (Ledger ledger = new Ledger(issuer(), 2)) {
                    BrokerProcess broker = startedInSpiteOf(Map.of(what, "" + moment));
                    await(ledger, 8);
                    broker.kill();
                    compare(what + " " + moment, ledger);
                }
            }
        }
    }

    /// Starts a broker that dies by itself at the chosen moment, be it before it is ready.
    private void killedAt(Map<String, String> moment) {
        try {
            broker(moment).await();
        } catch (IllegalStateException e) {
            assertTrue(String.valueOf(e.getMessage()).contains("did not start"), e::getMessage);
        }
    }

    /// An error while the tables are made is told and ends the start; the next one works.
    private BrokerProcess startedInSpiteOf(Map<String, String> error) {
        try {
            return broker(error);
        } catch (IllegalStateException e) {
            String said = String.valueOf(e.getMessage());
            assertTrue(
                    said.contains("cannot be used")
                            || said.contains("cannot write")
                            || said.contains("is not a sound database"),
                    said);
            return broker(Map.of());
        }
    }

    private void fresh(String name) throws IOException {
        data = Files.createDirectory(folder.resolve(name));
        Files.writeString(
                folder.resolve("settings.json"),
                Json.write(
                        Map.of(
                                "issuer", issuer(),
                                "rate_limits", false,
                                "tokens", Map.of("refresh_grace", "10m"),
                                "providers", Map.of("demo", service.providerSettings()))));
    }

    private String issuer() {
        return "http://127.0.0.1:" + port;
    }

    private BrokerProcess broker(Map<String, String> faults) {
        Map<String, String> variables = new java.util.HashMap<>(faults);
        if (!faults.isEmpty()) {
            variables.put("LD_PRELOAD", library.toString());
            variables.put("DISK_DIR", data.toString());
        }
        return new BrokerProcess(
                BrokerProcess.Start.of(folder.resolve("settings.json"), data, port)
                        .with(variables));
    }

    private static void await(Ledger ledger, int tokens) {
        long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (ledger.tokens() < tokens && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /// Builds the folder anew from what had been synced, as after a power cut.
    private void leaveOnlyWhatSurvives(Path shadow) throws IOException {
        try (var files = Files.list(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        for (String line : Files.readAllLines(shadow.resolve("names"))) {
            int space = line.indexOf(' ');
            String name = line.substring(space + 1);
            Path synced = shadow.resolve("i" + line.substring(0, space));
            if (name.endsWith("-shm") || name.endsWith(".log")) {
                continue;
            }
            Path file = data.resolve(name);
            if (Files.exists(synced)) {
                Files.copy(synced, file);
            } else {
                Files.createFile(file);
            }
            Files.setPosixFilePermissions(
                    file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        }
    }

    private void compare(String what, Ledger ledger) throws Exception {
        try (BrokerProcess again = broker(Map.of())) {
            await(ledger, 1);
            Ledger.Result result = ledger.compare();
            System.out.println(what + ": " + result);
            assertEquals(List.of(), result.faults(), what);
            assertTrue(again.alive());
        }
    }
}
