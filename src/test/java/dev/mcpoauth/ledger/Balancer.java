package dev.mcpoauth.ledger;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// A load balancer without sticky sessions: every request goes to the next broker that answers.
public final class Balancer implements AutoCloseable {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final ServerSocket door;
    private final List<Integer> ports;
    private final AtomicInteger turn = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// In front of brokers that listen on these ports.
    public Balancer(List<Integer> ports) {
        this.ports = List.copyOf(ports);
        try {
            this.door = new ServerSocket(0, 100, LOOPBACK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::listen);
    }

    /// Where it listens.
    public String url() {
        return "http://127.0.0.1:" + door.getLocalPort();
    }

    private void listen() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                // closed under the wait
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket broker = next()) {
            byte[] head = head(client.getInputStream());
            broker.getOutputStream().write(head);
            threads.execute(() -> copy(client, broker));
            broker.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            // the broker died under the request: its client sees the connection end
            return;
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // the answer was complete, and both ends are closed
            return;
        }
    }

    private Socket next() throws IOException {
        IOException last = new IOException("no broker");
        for (int tries = 0; tries < ports.size(); tries++) {
            int port = ports.get(Math.floorMod(turn.getAndIncrement(), ports.size()));
            try {
                Socket socket = new Socket();
                socket.connect(new InetSocketAddress(LOOPBACK, port), 1_000);
                return socket;
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    /// The head of one request, changed so that the connection ends after its answer.
    private static byte[] head(InputStream in) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        int end = 0;
        while (end < 4) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("the client left");
            }
            read.write(c);
            end = c == '\r' || c == '\n' ? end + 1 : 0;
        }
        StringBuilder head = new StringBuilder();
        for (String line : read.toString(StandardCharsets.ISO_8859_1).split("\r\n", -1)) {
            boolean hop =
                    line.toLowerCase(java.util.Locale.ROOT)
                            .matches("(connection|upgrade|http2-settings):.*");
            if (!hop && !line.isEmpty()) {
                head.append(line).append("\r\n");
            }
        }
        return head.append("Connection: close\r\n\r\n")
                .toString()
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
