package dev.mcpoauth.gateway;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.client5.http.impl.io.LenientHttpResponseParser;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.jspecify.annotations.Nullable;

/// A connection to a server that tells, without waiting, whether bytes came on it unasked.
final class ServerConnection extends DefaultManagedHttpClientConnection {
    private final Heads heads;

    ServerConnection(Http1Config config) {
        this(config, new Heads(config));
    }

    private ServerConnection(Http1Config config, Heads heads) {
        super("server", null, null, config, null, null, null, ignored -> heads);
        this.heads = heads;
    }

    /// Reads the heads of answers, and so sees the bytes that were read ahead.
    private static final class Heads extends LenientHttpResponseParser {
        private @Nullable SessionInputBuffer ahead;

        Heads(Http1Config config) {
            super(config);
        }

        @Override
        public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in)
                throws IOException, HttpException {
            ahead = buffer;
            return super.parse(buffer, in);
        }
    }

    /// True when there is more to read, which belongs to no request, or nothing can be read.
    boolean surplus() {
        SessionInputBuffer ahead = heads.ahead;
        SocketHolder socket = getSocketHolder();
        if (socket == null || (ahead != null && ahead.length() > 0)) {
            return true;
        }
        try {
            // with TLS both what is decrypted and what is not
            return socket.getInputStream().available() > 0
                    || socket.getBaseSocket().getInputStream().available() > 0;
        } catch (IOException e) {
            return true;
        }
    }
}
