package dev.mcpoauth.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/// How the bytes of an answer go on to the client.
sealed interface Lens permits Lens.Plain, Lens.Document, EventLens {
    /// The most bytes that are held back before they can be understood.
    int MOST = 16 << 20;

    /// Takes the first `count` bytes and writes what can be written.
    void take(byte[] bytes, int count, OutputStream out) throws IOException;

    /// Writes what was held back.
    void end(OutputStream out) throws IOException;

    /// True when an event stream's comment may be written here.
    boolean betweenEvents();

    /// Everything as it comes.
    final class Plain implements Lens {
        private int lineEnds = 2;

        @Override
        public void take(byte[] bytes, int count, OutputStream out) throws IOException {
            out.write(bytes, 0, count);
            int before = lineEnds;
            lineEnds = 0;
            int at = count;
            while (at > 0 && (bytes[at - 1] == '\n' || bytes[at - 1] == '\r')) {
                at--;
                lineEnds += bytes[at] == '\n' ? 1 : 0;
            }
            lineEnds += at == 0 ? before : 0;
        }

        @Override
        public void end(OutputStream out) {}

        @Override
        public boolean betweenEvents() {
            // HTML 9.2.6: an empty line ends an event
            return lineEnds >= 2;
        }
    }

    /// One whole document, changed when it is there.
    final class Document implements Lens {
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();
        private final UnaryOperator<String> change;

        Document(UnaryOperator<String> change) {
            this.change = change;
        }

        @Override
        public void take(byte[] bytes, int count, OutputStream out) throws IOException {
            held.write(bytes, 0, count);
            if (held.size() > MOST) {
                throw new IOException("the answer is too large to be filtered");
            }
        }

        @Override
        public void end(OutputStream out) throws IOException {
            String whole = held.toString(StandardCharsets.UTF_8);
            out.write(change.apply(whole).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public boolean betweenEvents() {
            return false;
        }
    }
}
