package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.config.RuntimeFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `doctor`: what is well, each thing that can be wrong with its repair, and the report for others.
final class DoctorTest {
    @TempDir Path folder;
    private CliWorld world;

    @BeforeEach
    void world() throws IOException {
        world = new CliWorld(folder);
        world.provider("acme");
        world.account("acme", "alice");
        Files.setPosixFilePermissions(world.data(), PosixFilePermissions.fromString("rwx------"));
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void all_is_well() {
        String out = doctor(0);
        assertTrue(out.contains("✓ the database opens, its key fits, 1 account can be read"), out);
        assertTrue(out.contains("✓ acme sends users back to"), out);
        assertFalse(out.contains("✗"), out);
        String online = doctor(0, "--online");
        assertTrue(online.contains("✓ acme: 127.0.0.1 answers"), online);
    }

    @Test
    void what_others_can_read_is_found_and_mended() throws IOException {
        Path key = world.data().resolve("key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        String out = doctor(9);
        assertTrue(out.startsWith("✗ Storage: others can read " + key), out);
        assertTrue(out.contains("    run: chmod 600 " + key), out);
        doctor(0, "--fix");
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
    }

    @Test
    void a_broker_that_does_not_answer_runs_all_the_same() throws Exception {
        RuntimeFiles files = new RuntimeFiles(world.data().resolve("run/broker"));
        try (RuntimeFiles.Claim claim = files.claim().orElseThrow()) {
            claim.tell(Map.of("pid", 4711, "issuer", "http://127.0.0.1:1"));
            String status = world.run(List.of("status", "--json"), "").out();
            assertTrue(status.contains("\"running\":true"), status);
            assertTrue(status.contains("\"answers\":false"), status);
            String told = world.run(List.of("status"), "").out();
            assertTrue(told.contains("http://127.0.0.1:1  (pid 4711)  does not answer"), told);
        }
        assertTrue(world.run(List.of("status"), "").out().contains("not running"));
    }

    @Test
    void problems_of_settings_port_key_and_login_are_told_with_the_repair() throws Exception {
        int port = URI.create(world.issuer()).getPort();
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            String out = doctor(9);
            assertTrue(out.contains("port " + taken.getLocalPort() + " is in use"), out);
        }
        Files.writeString(world.data().resolve("run/broker.json"), "{}");
        assertTrue(doctor(0).contains("files of a broker that was killed"), "stale files");
        doctor(0, "--fix");
        assertFalse(Files.exists(world.data().resolve("run/broker.json")));
        world.service().withdraw();
        world.forward("1h");
        world.run(List.of("token", "refresh", "acme"), "");
        assertTrue(doctor(9).contains("run: mcp-oauth login acme"));
        Files.move(world.data().resolve("key"), world.data().resolve("away"));
        assertTrue(doctor(9).contains("is missing"));
        Files.writeString(world.data().resolve("config.json"), "{\"x\":1}");
        String out = doctor(9, "--json");
        assertTrue(out.contains("'x' is not a setting"), out);
        assertTrue(out.contains("\"repair\":\"mcp-oauth config edit\""), out);
    }

    @Test
    void the_report_holds_no_secret() throws IOException {
        String token = world.run(List.of("token", "get", "acme"), "").out().strip();
        Path log = world.data().resolve("run/broker.log");
        Files.writeString(
                log, "x GET /callback/acme?code=hush-hush-hush-hush-hush&state=1\n" + token);
        Path report = folder.resolve("report.zip");
        doctor(0, "--bundle", report.toString());
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(report)));
        StringBuilder all = new StringBuilder();
        try (ZipFile zip = new ZipFile(report.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                all.append(
                        new String(
                                zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        String text = all.toString();
        assertTrue(text.contains("listen.port") && text.contains("/callback/acme"), text);
        assertFalse(text.contains(token), "a token");
        assertFalse(text.contains("hush"), "a code");
        for (String secret : secrets()) {
            assertFalse(text.contains(secret), "a client secret");
        }
    }

    private List<String> secrets() {
        Object secret = world.service().providerSettings().get("client_secret");
        return secret == null ? List.of() : List.of(secret.toString());
    }

    private String doctor(int exit, String... more) {
        List<String> words = new java.util.ArrayList<>(List.of("doctor"));
        words.addAll(List.of(more));
        CliWorld.Ended ended = world.run(words, "");
        assertEquals(exit, ended.exit(), ended.out() + ended.err());
        return ended.out();
    }
}
