package dev.mcpoauth.gateway;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/// How long a server lets the broker wait: until it takes the next bytes of a request, then until
/// the head of its answer is there. The time in which the client sends does not count.
final class ServerPatience {
    private static final int PART = 16 * 1024;
    private static final long NOT_WAITING = Long.MAX_VALUE;

    private final long longest;
    private volatile long since = NOT_WAITING;

    ServerPatience(Duration longest) {
        this.longest = longest.toNanos();
    }

    /// From now on the server has its time.
    void begin() {
        since = System.nanoTime();
    }

    /// It is not the server that is waited for.
    void pause() {
        since = NOT_WAITING;
    }

    boolean isOver() {
        long begun = since;
        return begun != NOT_WAITING && System.nanoTime() - begun > longest;
    }

    /// The body, with time for each part of it.
    HttpEntity body(HttpEntity entity) {
        return new HttpEntityWrapper(entity) {
            @Override
            public void writeTo(OutputStream to) throws IOException {
                pause();
                super.writeTo(new Parts(to));
                begin();
            }
        };
    }

    private final class Parts extends FilterOutputStream {
        Parts(OutputStream to) {
            super(to);
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            for (int done = 0; done < count; done += PART) {
                begin();
                out.write(bytes, from + done, Math.min(PART, count - done));
            }
            pause();
        }

        @Override
        public void flush() throws IOException {
            begin();
            out.flush();
            pause();
        }
    }
}
