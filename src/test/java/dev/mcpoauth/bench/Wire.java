package dev.mcpoauth.bench;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// One keep-alive HTTP/1.1 connection, as lean as a driver on the server's own cores must be.
final class Wire implements Connected {
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";

    private final int port;
    private final byte[] buffer = new byte[16_384];
    private Line connection;
    private int next;
    private int end;

    /// An answer.
    ///
    /// @param head its first line and headers, as sent
    /// @param body the text
    record Answer(String head, String body) {
        /// The HTTP status.
        int status() {
            return Integer.parseInt(head.substring(9, 12));
        }

        /// The first value of a header; empty when absent.
        String header(String name) {
            for (int at = head.indexOf('\n') + 1; at > 0; at = head.indexOf('\n', at) + 1) {
                if (named(head, at, name)) {
                    return head.substring(at + name.length() + 1, head.indexOf('\r', at)).strip();
                }
            }
            return "";
        }

        /// Does something with every value of a header.
        void each(String name, Consumer<String> action) {
            for (int at = head.indexOf('\n') + 1; at > 0; at = head.indexOf('\n', at) + 1) {
                if (named(head, at, name)) {
                    action.accept(
                            head.substring(at + name.length() + 1, head.indexOf('\r', at)).strip());
                }
            }
        }

        private static boolean named(String text, int at, String name) {
            int end = at + name.length();
            return text.regionMatches(true, at, name, 0, name.length())
                    && end < text.length()
                    && text.charAt(end) == ':';
        }

        Answer must(int expected) {
            if (status() != expected) {
                throw new IllegalStateException(
                        "HTTP "
                                + status()
                                + ", not "
                                + expected
                                + ": "
                                + header("WWW-Authenticate"));
            }
            return this;
        }
    }

    Wire(int port) throws IOException {
        this.port = port;
        this.connection = Line.waiting(port);
    }

    /// From now on whoever selects is told when there is something to read.
    void watch(Selector selector, Runnable told) throws IOException {
        connection.close();
        connection = Line.watched(port, selector, told);
    }

    /// Opens another connection: servers end one on which nobody asks for a while.
    @Override
    public void reopen() throws IOException {
        connection.close();
        connection = Line.waiting(port);
        next = end;
    }

    Answer get(String path, String headers) throws IOException {
        return send("GET " + path, headers, "");
    }

    Answer post(String path, String headers, String form) throws IOException {
        return send("POST " + path, FORM + headers, form);
    }

    /// Any request: its first line without the version, its other header lines, its body.
    Answer raw(String line, String headers, String body) throws IOException {
        return send(line, headers, body);
    }

    private Answer send(String line, String headers, String body) throws IOException {
        ask(line, headers, body);
        return answer();
    }

    /// Sends a form and does not wait for the answer.
    void askForm(String path, String form) throws IOException {
        ask("POST " + path, FORM, form);
    }

    /// Sends a request and does not wait for the answer.
    void ask(String line, String headers, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String length = line.startsWith("GET") ? "" : "Content-Length: " + bytes.length + "\r\n";
        byte[] head =
                (line + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n" + headers + length + "\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[head.length + bytes.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(bytes, 0, all, head.length, bytes.length);
        connection.write(all);
    }

    /// The answer to what was asked.
    Answer answer() throws IOException {
        Answer answer = new Answer(head(), "");
        String length = answer.header("Content-Length");
        byte[] body =
                answer.header("Transfer-Encoding").contains("chunked")
                        ? chunks()
                        : exactly(length.isEmpty() ? 0 : Integer.parseInt(length));
        if (answer.header("Connection").contains("close")) {
            reconnect();
        }
        return new Answer(answer.head(), new String(body, StandardCharsets.UTF_8));
    }

    /// Everything up to the empty line.
    private String head() throws IOException {
        if (next == end) {
            next = 0;
            end = 0;
        }
        int from = next;
        for (int at = from; ; at++) {
            if (at == end) {
                more();
            }
            if (buffer[at] == '\n' && at >= from + 3 && buffer[at - 2] == '\n') {
                next = at + 1;
                return new String(buffer, from, next - from, StandardCharsets.ISO_8859_1);
            }
        }
    }

    /// Reads more behind what is there; a head that does not fit is an error of the server.
    private void more() throws IOException {
        int some = connection.read(buffer, end, buffer.length - end);
        if (some <= 0) {
            throw new EOFException("the connection ended, or its head does not");
        }
        end += some;
    }

    private void reconnect() throws IOException {
        connection = connection.again();
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
        end = connection.read(buffer, 0, buffer.length);
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
        connection.close();
    }
}
