package dev.mcpoauth.gateway;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.ConnectionHolder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// The connections to MCP servers: one exchange at a time on each, kept for the next one.
///
/// What an HTTP client would do by itself is not here: nothing is followed, cached, decompressed,
/// authenticated or asked again.
final class ServerConnections implements AutoCloseable {
    private static final Timeout CONNECT = Timeout.ofSeconds(5);
    // Node.js closes idle connections after five seconds: be first, or a POST meets a closed one
    private static final TimeValue IDLE = TimeValue.ofSeconds(4);
    // a look costs a millisecond: not for connections that are used again at once
    private static final TimeValue LOOK_AFTER = TimeValue.ofMilliseconds(20);
    private static final int MOST = 10_000;
    private static final int LONGEST_LINE = 64 * 1024;
    private static final int MOST_HEADERS = 200;

    private @Nullable PoolingHttpClientConnectionManager made;
    private boolean closed;
    private volatile boolean retired;

    /// Made when it is first needed: it reads all certificates that are trusted, and most brokers
    /// protect no server.
    private synchronized PoolingHttpClientConnectionManager pool() {
        PoolingHttpClientConnectionManager pool = made;
        if (pool == null) {
            pool = make();
            made = pool;
            if (closed) {
                // it gives no connections then, and takes none
                pool.close(CloseMode.IMMEDIATE);
            }
        }
        return pool;
    }

    private static PoolingHttpClientConnectionManager make() {
        Http1Config config =
                Http1Config.custom()
                        .setMaxLineLength(LONGEST_LINE)
                        .setMaxHeaderCount(MOST_HEADERS)
                        .build();
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(ignored -> new ServerConnection(config))
                .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                                .setIdleTimeout(Timeout.of(Duration.ofSeconds(4)))
                                .setValidateAfterInactivity(LOOK_AFTER)
                                .build())
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setMaxConnPerRoute(MOST)
                .setMaxConnTotal(MOST)
                .build();
    }

    /// A connection for one exchange; throws when the server cannot be reached.
    ServerExchange open(HttpRoute route) throws IOException {
        ConnectionEndpoint endpoint = lease(route);
        if (surplus(endpoint)) {
            // connecting makes another one in its place
            endpoint.close(CloseMode.IMMEDIATE);
        }
        ServerExchange exchange = new ServerExchange(endpoint, this);
        try {
            pool().connect(endpoint, CONNECT, HttpCoreContext.create());
            return exchange;
        } catch (IOException | RuntimeException e) {
            exchange.close();
            throw e;
        }
    }

    private ConnectionEndpoint lease(HttpRoute route) throws IOException {
        try {
            return pool().lease("", route, CONNECT, null).get(CONNECT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped");
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no connection is free", e);
        }
    }

    /// RFC 9112 6.3: what comes on a connection after an answer is not the answer to the next
    /// request, which may be somebody else's.
    private static boolean surplus(ConnectionEndpoint endpoint) {
        return endpoint instanceof ConnectionHolder holder
                && holder.get() instanceof ServerConnection connection
                && connection.surplus();
    }

    /// Takes a connection back, for the next exchange where it can have one.
    void release(ConnectionEndpoint endpoint, boolean reusable) {
        boolean keep = reusable && !retired && !surplus(endpoint);
        if (!keep) {
            endpoint.close(CloseMode.IMMEDIATE);
        }
        pool().release(endpoint, null, keep ? IDLE : null);
    }

    /// Closes what nobody has used for a while.
    void tidy() {
        idle(IDLE);
    }

    private synchronized void idle(TimeValue since) {
        if (made != null) {
            made.closeIdle(since);
        }
    }

    /// Exchanges under way end as they began; their connections are not kept.
    void retire() {
        retired = true;
        idle(TimeValue.ZERO_MILLISECONDS);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (made != null) {
            made.close(CloseMode.IMMEDIATE);
        }
    }
}
