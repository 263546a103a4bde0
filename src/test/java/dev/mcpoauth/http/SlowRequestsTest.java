package dev.mcpoauth.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A request that comes a byte at a time is cut off; one that is whole may wait for its answer.
@Timeout(60)
final class SlowRequestsTest {
    private static final Duration DEADLINE = Duration.ofMillis(400);

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    @BeforeEach
    void start() throws Exception {
        connector.setHost("127.0.0.1");
        connector.addBean(new SlowRequests(connector, DEADLINE));
        server.addConnector(connector);
        server.setHandler(
                new Handler.Abstract() {
                    @Override
                    public boolean handle(Request request, Response response, Callback callback)
                            throws Exception {
                        Content.Source.asString(request);
                        if (!request.getHttpURI().getPath().equals("/quick")) {
                            Thread.sleep(DEADLINE.multipliedBy(4));
                        }
                        callback.succeeded();
                        return true;
                    }
                });
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void a_head_or_a_body_that_drips_is_cut_off_F_44() throws Exception {
        assertEquals("", dripping("GET / HTTP/1.1\r\nHost: localhost\r\nX: "));
        assertEquals("", dripping("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\n"));
        assertEquals("", dripping("GE"));
    }

    @Test
    void an_answer_may_take_as_long_as_it_likes() throws Exception {
        try (Socket socket = connect("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) {
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertEquals("HTTP/1.1 200 OK", answer.lines().findFirst().orElse(""));
        }
    }

    @Test
    void at_the_end_who_asks_nothing_is_cut_off_and_who_waits_gets_the_answer() throws Exception {
        connector.setIdleTimeout(Duration.ofMinutes(5).toMillis());
        SlowRequests connections = connector.getBean(SlowRequests.class);
        try (Socket waiting = connect("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                Socket idle = connect("GET /quick HTTP/1.1\r\nHost: x\r\n\r\n")) {
            assertEquals("HTTP/1.1 200 OK", line(idle));
            idle.setSoTimeout(20);
            while (!closed(idle)) {
                // again: the server may not have known yet that its answer was whole
                connections.shutdown().join();
            }
            assertEquals("HTTP/1.1 200 OK", line(waiting));
        }
    }

    private static String line(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII);
    }

    private static boolean closed(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    /// What comes back on a connection that gets a byte of its request now and then.
    private String dripping(String first) throws IOException {
        try (Socket socket = connect(first)) {
            Thread drip = Thread.ofVirtual().start(() -> drip(socket));
            try {
                return new String(
                        socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            } catch (java.net.SocketException e) {
                // closed while a byte was under way
                return "";
            } finally {
                drip.interrupt();
            }
        }
    }

    private static void drip(Socket socket) {
        try {
            while (true) {
                socket.getOutputStream().write('a');
                Thread.sleep(20);
            }
        } catch (IOException | InterruptedException e) {
            // cut off, as it should be
            return;
        }
    }

    private Socket connect(String first) throws IOException {
        Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), connector.getLocalPort());
        socket.getOutputStream().write(first.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
