package dev.mcpoauth.cli;

import dev.mcpoauth.config.RuntimeFiles;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import jdk.net.ExtendedSocketOptions;

/// The running broker of the same user and the same database, asked over its local socket.
///
/// Whoever answers on a TCP port may be anybody; the socket is in a folder that only its owner can
/// enter, and the system tells who is at its other end.
///
/// @param socket the socket's path
record LocalBroker(Path socket) {
    private static final long PATIENCE_SECONDS = 15;
    private static final int MOST_BYTES = 1 << 20;

    /// An answer.
    ///
    /// @param status the HTTP status
    /// @param body the text
    record Answer(int status, String body) {}

    /// The broker, when one runs and is proven to be ours.
    static Optional<LocalBroker> find(RuntimeFiles files) {
        LocalBroker broker = new LocalBroker(files.socket());
        if (!Files.exists(broker.socket, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        return broker.ask("GET", "/status").filter(a -> a.status() == 200).map(a -> broker);
    }

    /// What it says of itself.
    Map<String, Object> status() {
        try {
            return ask("GET", "/status").map(a -> Json.object(a.body())).orElse(Map.of());
        } catch (JsonProblem e) {
            return Map.of();
        }
    }

    /// The providers that a status names, the demo service among them.
    static List<String> providers(Map<String, Object> status) {
        return status.get("providers") instanceof List<?> names
                ? names.stream().map(String::valueOf).toList()
                : List.of();
    }

    /// Its process.
    long pid() {
        return status().get("pid") instanceof Number pid ? pid.longValue() : -1;
    }

    /// Asks it to end; false when it did not hear.
    boolean stop() {
        return ask("POST", "/stop").filter(a -> a.status() == 200).isPresent();
    }

    /// Asks one thing; empty when nobody of ours answers in time.
    Optional<Answer> ask(String method, String path) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            Thread impatience = Thread.ofVirtual().start(() -> closeLate(channel));
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
                if (!ours(channel)) {
                    return Optional.empty();
                }
                channel.write(request(method, path));
                return answer(read(channel));
            } finally {
                impatience.interrupt();
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Hands each line of a stream on until it ends or one is answered with false; throws
    /// [IOException] when nobody of ours answers with lines.
    void lines(String path, Predicate<String> taker) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            if (!ours(channel)) {
                throw new IOException("the socket is another user's");
            }
            channel.write(request("GET", path));
            BufferedReader in =
                    new BufferedReader(
                            new InputStreamReader(
                                    Channels.newInputStream(channel), StandardCharsets.UTF_8));
            Thread impatience = Thread.ofVirtual().start(() -> closeLate(channel));
            String status = String.valueOf(in.readLine());
            impatience.interrupt();
            if (!status.matches("HTTP/1\\.\\d 200 .*")) {
                throw new IOException("the broker does not show its flows");
            }
            String line = in.readLine();
            while (line != null && !line.isEmpty()) {
                line = in.readLine();
            }
            line = in.readLine();
            while (line != null && (line.isEmpty() || taker.test(line))) {
                line = in.readLine();
            }
        }
    }

    /// RFC 1945 4: a 1.0 request, so that the body simply ends with the connection.
    private static ByteBuffer request(String method, String path) {
        String text = method + " " + path + " HTTP/1.0\r\nHost: local\r\nContent-Length: 0\r\n\r\n";
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private boolean ours(SocketChannel channel) throws IOException {
        String peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        return peer.equals(Files.getOwner(socket, LinkOption.NOFOLLOW_LINKS).getName())
                && peer.equals(Files.getOwner(socket.resolveSibling("")).getName());
    }

    private static void closeLate(SocketChannel channel) {
        try {
            TimeUnit.SECONDS.sleep(PATIENCE_SECONDS);
            channel.close();
        } catch (InterruptedException | IOException e) {
            // answered in time, or closed already
            return;
        }
    }

    private static String read(SocketChannel channel) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer part = ByteBuffer.allocate(8192);
        while (channel.read(part.clear()) >= 0 && all.size() < MOST_BYTES) {
            all.write(part.array(), 0, part.position());
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private static Optional<Answer> answer(String text) {
        int end = text.indexOf("\r\n\r\n");
        String[] status = text.split(" ", 3);
        if (end < 0 || status.length < 3 || !status[1].matches("\\d{3}")) {
            return Optional.empty();
        }
        return Optional.of(new Answer(Integer.parseInt(status[1]), text.substring(end + 4)));
    }
}
