package dev.mcpoauth.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mcpoauth.OwnProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Names that lead nowhere or elsewhere, and certificates that are not the service's: nothing is
/// sent, and the person reads why.
@Timeout(120)
final class ServiceTlsTest {
    private static final String PASSWORD = "only for this test";
    private static final String TLS_1_0 =
            // RFC 2246 7.4.1.3: a server hello of TLS 1.0 that chooses TLS_RSA_WITH_AES_128_CBC_SHA
            "160301002a" + "02000026" + "0301" + "00".repeat(32) + "00" + "002f" + "00";

    @TempDir private Path folder;
    private final List<AutoCloseable> open = new ArrayList<>();

    /// Asks each of these addresses and prints what came; a process of its own, whose JVM trusts
    /// the test's authority and knows only the names of a file.
    static final class Child {
        private Child() {}

        public static void main(String[] urls) {
            try (ServiceHttp http = new ServiceHttp(Duration.ofSeconds(10))) {
                for (String url : urls) {
                    System.out.println(ask(http, URI.create(url)));
                }
            }
        }

        private static String ask(ServiceHttp http, URI url) {
            try {
                return "HTTP "
                        + http.send(new ServiceHttp.Request("GET", url, Map.of(), null)).status();
            } catch (ServiceUnavailable e) {
                return String.valueOf(e.getMessage());
            }
        }
    }

    @Test
    void only_the_service_itself_is_spoken_to_F_38_F_39() throws Exception {
        Path hosts = Files.writeString(folder.resolve("hosts"), hosts());
        String otherName =
                "no secure connection to the service: its certificate is for another name, or it"
                        + " speaks TLS older than 1.2";
        try {
            assertEquals(
                    List.of(
                            "HTTP 200",
                            "the service's certificate has expired",
                            otherName,
                            "the service's certificate is from nobody whom Java trusts,"
                                    + " which does not ask the system",
                            otherName,
                            otherName,
                            "the service's host name cannot be resolved",
                            "the service cannot be reached"),
                    ask(
                            hosts,
                            "https://localhost:" + server("good"),
                            "https://localhost:" + server("expired"),
                            "https://localhost:" + server("elsewhere"),
                            "https://localhost:" + server("unknown"),
                            // a name that was bent to this machine
                            "https://service.example:" + server("good"),
                            "https://localhost:" + oldServer(),
                            "https://nowhere.example/",
                            "https://localhost:" + closedPort()));
        } finally {
            for (AutoCloseable each : open) {
                each.close();
            }
        }
    }

    private static String hosts() {
        return "127.0.0.1 localhost\n127.0.0.1 service.example\n";
    }

    private List<String> ask(Path hosts, String... urls) throws Exception {
        List<String> command =
                OwnProcess.of(
                        Child.class,
                        "-Djdk.net.hosts.file=" + hosts,
                        "-Djavax.net.ssl.trustStore=src/test/resources/tls/authority.p12",
                        "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
        command.addAll(List.of(urls));
        Process child =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor());
        return said.lines().toList();
    }

    /// Answers every request with 200 under the certificate of this name.
    private int server(String alias) throws IOException, GeneralSecurityException {
        ServerSocket door =
                context(alias)
                        .getServerSocketFactory()
                        .createServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));
        return serving(
                door,
                socket -> {
                    socket.getInputStream().read(new byte[4096]);
                    socket.getOutputStream()
                            .write(
                                    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
                                            .getBytes(StandardCharsets.US_ASCII));
                });
    }

    /// Chooses TLS 1.0, whatever the client offers.
    private int oldServer() throws IOException {
        return serving(
                new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1")),
                socket -> {
                    socket.getInputStream().read(new byte[4096]);
                    socket.getOutputStream().write(java.util.HexFormat.of().parseHex(TLS_1_0));
                });
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private interface Answer {
        void to(Socket socket) throws IOException;
    }

    private int serving(ServerSocket door, Answer answer) {
        open.add(door);
        Thread.ofVirtual()
                .start(() -> {
                    while (!door.isClosed()) {
                        serve(door, answer);
                    }
                });
        return door.getLocalPort();
    }

    private static void serve(ServerSocket door, Answer answer) {
        try (Socket socket = door.accept()) {
            answer.to(socket);
            socket.getInputStream().read(new byte[4096]);
        } catch (IOException e) {
            // closed under the wait, or the client did not like the certificate
            return;
        }
    }

    private static SSLContext context(String alias) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in =
                Files.newInputStream(Path.of("src/test/resources/tls/services.p12"))) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        one.setKeyEntry(
                alias,
                store.getKey(alias, PASSWORD.toCharArray()),
                PASSWORD.toCharArray(),
                store.getCertificateChain(alias));
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(one, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
