package dev.mcpoauth.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Reads lines that have a longest length: a program must not fill the memory with one that never
/// ends. Empty lines are left out.
final class ChildLines {
    private static final int BUFFER = 8192;

    private final InputStream from;
    private final int most;
    private final boolean whole;
    private ByteArrayOutputStream line = new ByteArrayOutputStream();

    /// Lines of up to this many bytes; longer ones are cut, or, where lines are of use only when
    /// they are whole, end the reading.
    ChildLines(InputStream from, int most, boolean whole) {
        this.from = from;
        this.most = most;
        this.whole = whole;
    }

    /// Hands every line on; false when the reading ended with one that is too long.
    boolean read(Consumer<String> to) throws IOException {
        byte[] bytes = new byte[BUFFER];
        for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
            int start = 0;
            for (int i = 0; i < count; i++) {
                if (bytes[i] == '\n' || bytes[i] == '\r') {
                    if (!fits(bytes, start, i)) {
                        return false;
                    }
                    end(to);
                    start = i + 1;
                }
            }
            if (!fits(bytes, start, count)) {
                return false;
            }
        }
        end(to);
        return true;
    }

    private boolean fits(byte[] bytes, int start, int end) {
        int taken = Math.min(end - start, most - line.size());
        line.write(bytes, start, taken);
        return !whole || taken == end - start;
    }

    private void end(Consumer<String> to) {
        if (line.size() > 0) {
            String text = line.toString(StandardCharsets.UTF_8);
            // a long one leaves no large buffer behind
            line = line.size() > BUFFER ? new ByteArrayOutputStream() : line;
            line.reset();
            to.accept(text);
        }
    }
}
