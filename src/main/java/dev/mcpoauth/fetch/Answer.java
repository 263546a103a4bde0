package dev.mcpoauth.fetch;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One HTTP/1.1 answer, read with a hard limit on every part of it.
///
/// @param status the status
/// @param headers the headers by lower-case name; of a repeated one the last
/// @param body the body
record Answer(int status, Map<String, String> headers, byte[] body) {
    private static final int MOST_HEAD = 16_384;
    private static final int MOST_INTERIM = 3;

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /// The body as UTF-8; what is not UTF-8 is refused.
    String text() {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException e) {
            throw new FetchRefused("the document is not UTF-8 text");
        }
    }

    /// Reads an answer whose body has at most `most` bytes; throws [FetchRefused] beyond that.
    static Answer read(InputStream in, int most) throws IOException {
        for (int i = 0; i <= MOST_INTERIM; i++) {
            Head head = new Head(in);
            int status = status(head.line());
            Map<String, String> headers = headers(head);
            // RFC 9110 15.2: interim answers come before the final one
            if (status >= 200) {
                // RFC 9110 15.4: what is not 200 is not followed and not read
                byte[] body = status == 200 ? body(in, headers, most) : new byte[0];
                return new Answer(status, headers, body);
            }
        }
        throw new IOException("too many interim answers");
    }

    private static int status(String line) throws IOException {
        // RFC 9112 4: HTTP-version SP status-code SP
        if (!line.matches("HTTP/1\\.[01] [1-5]\\d\\d( .*)?")) {
            throw new IOException("not an HTTP/1.1 answer");
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private static Map<String, String> headers(Head head) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        String line = head.line();
        while (!line.isEmpty()) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new IOException("a header has no name");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
            line = head.line();
        }
        return headers;
    }

    private static byte[] body(InputStream in, Map<String, String> headers, int most)
            throws IOException {
        if (headers.containsKey("content-encoding")
                && !"identity".equalsIgnoreCase(headers.get("content-encoding"))) {
            throw new FetchRefused("the document is compressed, which was not asked for");
        }
        String coding = headers.get("transfer-encoding");
        if (coding != null) {
            if (!coding.equalsIgnoreCase("chunked")) {
                throw new IOException("unknown transfer coding");
            }
            return chunks(in, most);
        }
        String length = headers.get("content-length");
        if (length == null) {
            return limited(in.readNBytes(most + 1), most);
        }
        if (!length.matches("\\d{1,9}")) {
            throw new IOException("not a length");
        }
        int expected = Integer.parseInt(length);
        byte[] body = limited(in.readNBytes(Math.min(expected, most + 1)), most);
        if (body.length < expected) {
            throw new EOFException("the answer ends too early");
        }
        return body;
    }

    // RFC 9112 7.1: chunk = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
    private static byte[] chunks(InputStream in, int most) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Head head = new Head(in);
        while (true) {
            String line = head.line();
            int extension = line.indexOf(';');
            String size = (extension < 0 ? line : line.substring(0, extension)).strip();
            if (!size.matches("[0-9A-Fa-f]{1,7}")) {
                throw new IOException("not a chunk");
            }
            int length = Integer.parseInt(size, 16);
            if (length == 0) {
                return body.toByteArray();
            }
            byte[] chunk = in.readNBytes(Math.min(length, most + 1));
            body.writeBytes(chunk);
            limited(body.toByteArray(), most);
            if (chunk.length < length || !head.line().isEmpty()) {
                throw new EOFException("the answer ends too early");
            }
        }
    }

    private static byte[] limited(byte[] body, int most) {
        if (body.length > most) {
            throw new FetchRefused("the document is larger than " + most + " bytes");
        }
        return body;
    }

    /// Reads lines, all of them together at most [#MOST_HEAD] bytes.
    private static final class Head {
        private final InputStream in;
        private int left = MOST_HEAD;

        Head(InputStream in) {
            this.in = in;
        }

        String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new EOFException("the answer ends too early");
                }
                if (--left < 0) {
                    throw new FetchRefused("the answer's head is too large");
                }
                line.append((char) c);
            }
            return line.toString().replaceFirst("\r$", "");
        }
    }
}
