package dev.mcpoauth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// HTTP as bytes on a socket, so that a test sends exactly what it says and sees exactly what came.
public final class RawHttp {
    private static final int PATIENCE = 30_000;

    private RawHttp() {}

    /// An answer as it came.
    ///
    /// @param status the status code
    /// @param headers each header line as name and value, in order
    /// @param body the body as text
    public record Answer(int status, List<Map.Entry<String, String>> headers, String body) {
        /// The first header with this name, in any case.
        public Optional<String> header(String name) {
            return headers(name).stream().findFirst();
        }

        /// Every header with this name, in any case.
        public List<String> headers(String name) {
            return headers.stream()
                    .filter(each -> each.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue)
                    .toList();
        }

        /// The `Location` header.
        public URI location() {
            return URI.create(header("Location").orElseThrow(() -> new AssertionError(this)));
        }
    }

    /// Sends a request line, header lines and a body to the server of `base`. `Host`,
    /// `Content-Length` and `Connection` are added where the head does not have them.
    public static Answer send(URI base, String head, String body) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder text =
                new StringBuilder(head.strip().replace("\r", "").replace("\n", "\r\n"));
        append(text, "Host", base.getRawAuthority());
        if (!body.isEmpty() || head.startsWith("POST ")) {
            append(text, "Content-Length", String.valueOf(content.length));
        }
        append(text, "Connection", "close");
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(PATIENCE);
            socket.getOutputStream()
                    .write((text + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(content);
            return parse(socket.getInputStream().readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A `GET` with these header lines.
    public static Answer get(URI target, String... headers) {
        return send(target, line("GET", target, headers), "");
    }

    /// A form posted with these header lines.
    public static Answer post(URI target, String form, String... headers) {
        String type = "Content-Type: application/x-www-form-urlencoded\n";
        return send(target, line("POST", target) + type + String.join("\n", headers), form);
    }

    /// Parameters in the form encoding, in the map's order.
    public static String form(Map<String, String> values) {
        return values.entrySet().stream()
                .map(e -> encode(e.getKey()) + "=" + encode(e.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String line(String method, URI target, String... headers) {
        String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        String first = method + " " + target.getRawPath() + query + " HTTP/1.1\n";
        return first + String.join("\n", headers);
    }

    private static void append(StringBuilder head, String name, String value) {
        if (!head.toString()
                .toLowerCase(java.util.Locale.ROOT)
                .contains("\r\n" + name.toLowerCase(java.util.Locale.ROOT) + ":")) {
            head.append("\r\n").append(name).append(": ").append(value);
        }
    }

    private static Answer parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new AssertionError("no whole answer: " + text);
        }
        String[] lines = text.substring(0, end).split("\r\n", -1);
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            String[] parts = lines[i].split(":", 2);
            headers.add(Map.entry(parts[0], parts[1].strip()));
        }
        int status = Integer.parseInt(lines[0].split(" ", 3)[1]);
        Answer answer = new Answer(status, headers, text.substring(end + 4));
        if (answer.header("Transfer-Encoding").isPresent()) {
            throw new AssertionError("a chunked answer is not read here: " + answer);
        }
        return answer;
    }
}
