package dev.mcpoauth.bench;

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

/// One keep-alive HTTP/1.1 connection, as lean as a driver on the server's own cores must be.
final class Wire implements AutoCloseable {
    private static final int TIMEOUT_MS = 30_000;
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";

    private final int port;
    private final byte[] buffer = new byte[16_384];
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private int next;
    private int end;

    /// An answer.
    ///
    /// @param status the HTTP status
    /// @param headers name and value of each header, as sent
    /// @param body the text
    record Answer(int status, List<String> headers, String body) {
        /// The first value of a header; empty when absent.
        String header(String name) {
            return headers.stream()
                    .filter(line -> named(line, name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
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
        this.in = socket.getInputStream();
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
            if (named(header, "content-length:")) {
                length = Integer.parseInt(header.substring("content-length:".length()).strip());
            } else if (named(header, "transfer-encoding:")) {
                chunked = header.contains("chunked");
            } else if (named(header, "connection:")) {
                last = header.contains("close");
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

    private static boolean named(String header, String name) {
        return header.regionMatches(true, 0, name, 0, name.length());
    }

    private void reconnect() throws IOException {
        socket.close();
        socket = connect();
        in = socket.getInputStream();
        out = socket.getOutputStream();
        next = end;
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
        byte[] bytes = new byte[length];
        for (int have = 0; have < length; ) {
            fill();
            int some = Math.min(length - have, end - next);
            System.arraycopy(buffer, next, bytes, have, some);
            next += some;
            have += some;
        }
        return bytes;
    }

    private void fill() throws IOException {
        if (next < end) {
            return;
        }
        next = 0;
        end = in.read(buffer);
        if (end < 0) {
            throw new EOFException("the connection ended");
        }
    }

    private String line() throws IOException {
        StringBuilder text = new StringBuilder();
        while (true) {
            fill();
            int from = next;
            while (next < end && buffer[next] != '\n') {
                next++;
            }
            text.append(new String(buffer, from, next - from, StandardCharsets.ISO_8859_1));
            if (next < end) {
                next++;
                return text.toString().stripTrailing();
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
