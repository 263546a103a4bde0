package dev.mcpoauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsProblem;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.http.PortInUse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The life of a broker: its port, its files, its end, new settings, https.
final class ServingTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir Path folder;
    private final Wiring wiring = new Wiring(InstantSource.system());

    @Test
    void a_taken_port_leaves_the_store_untouched_F_23() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Settings settings = settings(Map.of("listen.port", taken.getLocalPort()));
            assertThrows(PortInUse.class, () -> wiring.serve(settings, true));
        }
        try (var files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void a_request_under_way_is_answered_before_the_end_F_26() throws Exception {
        Wiring.Serving serving = wiring.serve(settings(Map.of("listen.port", 0)), true);
        int port = serving.settings().port();
        try (Socket slow = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            BufferedReader answer = Waiting.request(slow);
            Thread end = Thread.ofVirtual().start(serving::close);
            Waiting.untilRefused(port);
            slow.getOutputStream().write("token=x".getBytes(StandardCharsets.US_ASCII));
            assertTrue(answer.readLine().startsWith("HTTP/1.1 401"), "the client is unknown");
            end.join();
        }
        try (var files = Files.list(folder)) {
            List<String> names = files.map(file -> file.getFileName().toString()).toList();
            assertFalse(names.stream().anyMatch(n -> n.endsWith("-wal")), "checkpoint: " + names);
        }
    }

    @Test
    void new_settings_hold_from_the_next_request_on_and_the_address_stays() throws IOException {
        try (Wiring.Serving serving = wiring.serve(settings(Map.of("listen.port", 0)), true)) {
            String register = serving.settings().issuer() + "/register";
            assertEquals(201, post(register));
            Settings closed = settings(Map.of("listen.port", 1, "registration", "off"));
            assertTrue(serving.settings().needsRestart(closed));
            wiring.reload(serving, closed);
            assertEquals(4, post(register) / 100);
            wiring.reload(serving, settings(Map.of("registration", "open")));
            assertEquals(201, post(register));
        }
    }

    private static int post(String url) throws IOException {
        HttpURLConnection http = (HttpURLConnection) URI.create(url).toURL().openConnection();
        http.setRequestMethod("POST");
        http.setDoOutput(true);
        http.setRequestProperty("Content-Type", "application/json");
        http.getOutputStream()
                .write(
                        "{\"client_name\":\"x\",\"redirect_uris\":[\"http://127.0.0.1/cb\"]}"
                                .getBytes(StandardCharsets.UTF_8));
        return http.getResponseCode();
    }

    @Test
    void the_runtime_files_are_private_and_one_broker_of_a_database_has_them() throws Exception {
        Settings settings = settings(Map.of("listen.port", 0));
        Path run = folder.resolve("run");
        try (Wiring.Serving first = wiring.serve(settings, true);
                Wiring.Serving second = wiring.serve(settings, false)) {
            assertTrue(first.local().isPresent());
            assertTrue(second.local().isEmpty(), "the files are taken");
            assertEquals("rwx------", mode(run));
            assertTrue(Files.exists(settings.runtime().socket()));
        }
        assertFalse(Files.exists(settings.runtime().socket()), "removed at the end");
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThrows(SettingsProblem.class, () -> wiring.serve(settings, false).close());
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void https_with_its_own_files_which_may_be_renewed() throws Exception {
        Certificate first = certificate("one");
        Map<String, Object> values = new HashMap<>();
        values.put("listen.port", 0);
        values.put("listen.tls_cert", folder.resolve("cert.pem").toString());
        values.put("listen.tls_key", folder.resolve("key.pem").toString());
        try (Wiring.Serving serving = wiring.serve(settings(values), true)) {
            assertTrue(serving.settings().issuer().startsWith("https://127.0.0.1:"));
            assertEquals(200, get(serving.settings().issuer() + "/healthz", first));
            Certificate second = certificate("two");
            wiring.reload(serving, settings(values));
            assertEquals(200, get(serving.settings().issuer() + "/healthz", second));
            assertThrows(
                    IOException.class, () -> get(serving.settings().issuer() + "/healthz", first));
        }
    }

    @Test
    void https_files_that_cannot_be_used_are_named() throws Exception {
        certificate("one");
        Files.writeString(folder.resolve("key.pem"), "-----BEGIN RSA PRIVATE KEY-----\n");
        Map<String, Object> values = new HashMap<>();
        values.put("listen.port", 0);
        values.put("listen.tls_cert", folder.resolve("cert.pem").toString());
        values.put("listen.tls_key", folder.resolve("key.pem").toString());
        SettingsProblem told =
                assertThrows(SettingsProblem.class, () -> wiring.serve(settings(values), false));
        assertTrue(String.valueOf(told.getMessage()).contains("openssl pkcs8"));
    }

    @Test
    void half_renewed_https_files_are_refused_and_the_old_settings_go_on_whole() throws Exception {
        Certificate first = certificate("one");
        String key = Files.readString(folder.resolve("key.pem"));
        Map<String, Object> values = new HashMap<>();
        values.put("listen.port", 0);
        values.put("listen.tls_cert", folder.resolve("cert.pem").toString());
        values.put("listen.tls_key", folder.resolve("key.pem").toString());
        try (Wiring.Serving serving = wiring.serve(settings(values), true)) {
            certificate("two");
            Files.writeString(folder.resolve("key.pem"), key);
            values.put("issuer", serving.settings().issuer());
            values.put("resources.new", Map.of("scopes", List.of("a")));
            SettingsProblem told =
                    assertThrows(
                            SettingsProblem.class, () -> wiring.reload(serving, settings(values)));
            assertTrue(String.valueOf(told.getMessage()).contains("is not the key of"));
            String address = serving.settings().issuer();
            assertEquals(200, get(address + "/healthz", first));
            String added = "/.well-known/oauth-protected-resource/new";
            assertEquals(404, get(address + added, first));
        }
    }

    /// A new self-signed certificate for 127.0.0.1 in cert.pem and key.pem.
    private Certificate certificate(String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                                "-genkeypair",
                                "-alias",
                                "x",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                new String(PASSWORD))
                        .redirectErrorStream(true)
                        .start();
        keytool.getInputStream().readAllBytes();
        assertEquals(0, keytool.waitFor());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        Certificate made = Objects.requireNonNull(keys.getCertificate("x"));
        pem("cert.pem", "CERTIFICATE", made.getEncoded());
        pem("key.pem", "PRIVATE KEY", keys.getKey("x", PASSWORD).getEncoded());
        return made;
    }

    private void pem(String file, String kind, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder().encodeToString(der);
        Files.writeString(
                folder.resolve(file),
                "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    private static int get(String url, Certificate trusted) throws Exception {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("x", trusted);
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        HttpsURLConnection https = (HttpsURLConnection) URI.create(url).toURL().openConnection();
        https.setSSLSocketFactory(context.getSocketFactory());
        return https.getResponseCode();
    }

    private Settings settings(Map<String, Object> values) {
        return new SettingsReader(Map.of(), folder)
                .read(new Overrides(null, folder.toString(), values));
    }
}
