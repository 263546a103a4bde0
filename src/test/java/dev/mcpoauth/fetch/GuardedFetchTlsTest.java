package dev.mcpoauth.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.mcpoauth.fetch.GuardedFetch.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The certificate must be for the name in the URL and from somebody who is trusted.
final class GuardedFetchTlsTest {
    private static final String PASSWORD = "only for this test";
    private static final Limits LIMITS = new Limits(100, Duration.ofMinutes(1), true);

    @TempDir Path folder;

    @Test
    void only_the_certificate_of_the_host_in_the_URL_is_believed_CM_07() throws Exception {
        SSLContext context = context();
        try (RawServer server = new RawServer(context.getServerSocketFactory())) {
            server.json("{}", "");
            Fetched good = new Fetched.Document("{}", Duration.ZERO);
            GuardedFetch trusting = fetch(context.getSocketFactory());
            assertEquals(good, trusting.get(server.at("https://localhost", "/x")));
            // the same server, trusted, but under a name that its certificate does not have
            assertInstanceOf(
                    Fetched.Unavailable.class, trusting.get(server.at("https://127.0.0.1", "/x")));
            // the right name, but from nobody that is trusted
            GuardedFetch usual = fetch((SSLSocketFactory) SSLSocketFactory.getDefault());
            assertInstanceOf(
                    Fetched.Unavailable.class, usual.get(server.at("https://localhost", "/x")));
            assertEquals(List.of("GET /x HTTP/1.1"), server.asked());
        }
    }

    private static GuardedFetch fetch(SSLSocketFactory tls) {
        InetAddress[] here = {InetAddress.ofLiteral("127.0.0.1")};
        return new GuardedFetch(LIMITS, host -> here, () -> tls);
    }

    private SSLContext context()
            throws IOException, GeneralSecurityException, InterruptedException {
        Path file = folder.resolve("localhost.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command =
                List.of(
                        keytool.toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD);
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, PASSWORD.toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        String alias = store.aliases().nextElement();
        trusted.setCertificateEntry(alias, store.getCertificate(alias));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
