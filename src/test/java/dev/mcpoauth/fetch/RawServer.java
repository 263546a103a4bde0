package dev.mcpoauth.fetch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/// Answers every request with the same bytes, right or wrong, and writes down what it was asked.
public final class RawServer implements AutoCloseable {
    private final ServerSocket socket;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile byte[] answer = new byte[0];
    private volatile boolean hangs;

    /// A server on loopback over these sockets.
    public RawServer(ServerSocketFactory sockets) throws IOException {
        socket = sockets.createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().start(this::run);
    }

    /// A server without TLS.
    public RawServer() throws IOException {
        this(ServerSocketFactory.getDefault());
    }

    /// Answers with these bytes from now on, one for each character.
    public RawServer answers(String text) {
        answer = text.getBytes(StandardCharsets.ISO_8859_1);
        return this;
    }

    /// Answers 200 with this JSON and these further header lines, each ended by CRLF.
    public RawServer json(String body, String headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head =
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n"
                        .formatted(headers, bytes.length);
        return answers(head + new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /// Keeps the connection open after the answer.
    public RawServer hangs() {
        hangs = true;
        return this;
    }

    /// The request lines, in order.
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /// The address of a path, by this scheme and host.
    public URI at(String origin, String path) {
        return URI.create(origin + ":" + socket.getLocalPort() + path);
    }

    private void run() {
        while (!socket.isClosed()) {
            try {
                Socket one = socket.accept();
                Thread.ofVirtual().start(() -> serve(one));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket one) {
        try (one) {
            BufferedReader in =
                    new BufferedReader(
                            new InputStreamReader(
                                    one.getInputStream(), StandardCharsets.ISO_8859_1));
            String first = in.readLine();
            String line = first;
            while (line != null && !line.isEmpty()) {
                line = in.readLine();
            }
            if (first != null) {
                asked.add(first);
            }
            one.getOutputStream().write(answer);
            one.getOutputStream().flush();
            if (hangs) {
                // until the other side has enough
                in.read();
            }
        } catch (IOException e) {
            // the other side went away: nothing to answer
            return;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
