package dev.mcpoauth.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One keep-alive HTTP/1.1 connection, as lean as a driver on the server's own cores must be.
final class Wire implements AutoCloseable {
    private static final int TIMEOUT_MS = 30_000;
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";

    private final int port;
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    /// An answer.
    ///
    /// @param status the HTTP status
    /// @param headers name and value of each header, as sent
    /// @param body the text
    record Answer(int status, List<String> headers, String body) {
        /// The first value of a header; empty when absent.
        String header(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            return headers.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).strip())
                    .findFirst()
                    .orElse("");
        }

        Answer must(int expected) {
            if (status != expected) {
                throw new IllegalStateException(
                        "HTTP " + status + ", not " + expected + ": " + header("WWW-Authenticate"));
            }
            return this;
        }
    }

    Wire(int port) throws IOException {
        this.port = port;
        this.socket = connect();
        this.in = new BufferedInputStream(socket.getInputStream(), 16_384);
        this.out = socket.getOutputStream();
    }

    private Socket connect() throws IOException {
        Socket fresh = new Socket();
        fresh.setTcpNoDelay(true);
        fresh.setSoTimeout(TIMEOUT_MS);
        fresh.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
        return fresh;
    }

    Answer get(String path, String headers) throws IOException {
        return send("GET " + path, headers, "");
    }

    Answer post(String path, String headers, String form) throws IOException {
        return send("POST " + path, FORM + headers, form);
    }

    Answer postJson(String path, String json) throws IOException {
        return send("POST " + path, "Content-Type: application/json\r\n", json);
    }

    /// Any request: its first line without the version, its other header lines, its body.
    Answer raw(String line, String headers, String body) throws IOException {
        return send(line, headers, body);
    }

    private Answer send(String line, String headers, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String length = line.startsWith("GET") ? "" : "Content-Length: " + bytes.length + "\r\n";
        byte[] head =
                (line + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n" + headers + length + "\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[head.length + bytes.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(bytes, 0, all, head.length, bytes.length);
        out.write(all);
        return read();
    }

    private Answer read() throws IOException {
        String status = line();
        List<String> headers = new ArrayList<>();
        int length = 0;
        boolean chunked = false;
        boolean last = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            headers.add(header);
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring("content-length:".length()).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = lower.contains("chunked");
            } else if (lower.startsWith("connection:")) {
                last = lower.contains("close");
            }
        }
        byte[] body = chunked ? chunks() : exactly(length);
        if (last) {
            reconnect();
        }
        return new Answer(
                Integer.parseInt(status.substring(9, 12)),
                headers,
                new String(body, StandardCharsets.UTF_8));
    }

    private void reconnect() throws IOException {
        socket.close();
        socket = connect();
        in = new BufferedInputStream(socket.getInputStream(), 16_384);
        out = socket.getOutputStream();
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line().strip(), 16);
            all.write(exactly(size));
            line();
            if (size == 0) {
                return all.toByteArray();
            }
        }
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the answer ended early");
        }
        return bytes;
    }

    private String line() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended");
            }
            if (c != '\r') {
                text.write(c);
            }
        }
        return text.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
