package dev.mcpoauth.gateway;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;

/// The body of a request on its way to the server: small ones at once, large ones as they come.
///
/// @param publisher what the HTTP client sends
/// @param source ends the reading of the client's request
record UpstreamBody(BodyPublisher publisher, AutoCloseable source) implements AutoCloseable {
    private static final int AT_ONCE = 64 * 1024;

    static UpstreamBody of(Call call) throws IOException {
        return switch (call.body()) {
            case RpcBody.Read read -> whole(read.bytes());
            case RpcBody.Unread() -> unread(call.ctx().req());
            case RpcBody.None() -> new UpstreamBody(BodyPublishers.noBody(), () -> {});
            case RpcBody.Unclear unclear -> throw new IOException(unclear.why());
        };
    }

    private static UpstreamBody whole(byte[] bytes) {
        return new UpstreamBody(BodyPublishers.ofByteArray(bytes), () -> {});
    }

    private static UpstreamBody unread(HttpServletRequest request) throws IOException {
        InputStream in = request.getInputStream();
        byte[] begin = in.readNBytes(AT_ONCE);
        if (begin.length < AT_ONCE) {
            return whole(begin);
        }
        Stoppable rest =
                new Stoppable(new SequenceInputStream(new ByteArrayInputStream(begin), in));
        BodyPublisher stream = BodyPublishers.ofInputStream(() -> rest);
        long length = request.getContentLengthLong();
        return new UpstreamBody(
                length > 0 ? BodyPublishers.fromPublisher(stream, length) : stream, rest::stop);
    }

    /// The client's bytes are read no more: its request is over.
    @Override
    public void close() {
        try {
            source.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /// A stream that another thread can end.
    private static final class Stoppable extends FilterInputStream {
        private volatile boolean stopped;

        Stoppable(InputStream in) {
            super(in);
        }

        void stop() {
            stopped = true;
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            if (stopped) {
                throw new IOException("the request is over");
            }
            return super.read(into, from, most);
        }
    }
}
