package dev.mcpoauth.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.io.ConnectionEndpoint.RequestExecutor;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// One request to a server and its answer, which another thread can end.
final class ServerExchange implements AutoCloseable, ClientWatch.Waiting {
    private static final RequestExecutor EXECUTOR = new HttpRequestExecutor()::execute;

    private final HttpCoreContext context = HttpCoreContext.create();
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();
    private final ConnectionEndpoint endpoint;
    private final ServerConnections connections;
    private final boolean reused;
    private volatile @Nullable ServerPatience patience;
    private boolean kept;
    private boolean whole;

    /// Why an exchange was ended by somebody else.
    enum End {
        /// The client has gone: nobody is there to be answered.
        CLIENT_GONE,
        /// The server has let the broker wait for too long.
        TOO_LATE,
        /// The broker stops or the settings are new: the answer ends as if it were complete.
        BROKER_STOPS,
        /// It has come to its own end.
        OVER
    }

    ServerExchange(ConnectionEndpoint endpoint, ServerConnections connections) {
        this.endpoint = endpoint;
        this.connections = connections;
        this.reused = endpoint.isConnected();
    }

    /// True when the connection had another exchange before: the server may just have closed it.
    boolean reused() {
        return reused;
    }

    /// Sends the request and waits for the head of the answer. When the server does not take the
    /// one or does not give the other in time, it throws [java.net.SocketTimeoutException], or ends
    /// as [End#TOO_LATE].
    ClassicHttpResponse ask(ClassicHttpRequest request, Duration longest) throws IOException {
        // the socket's own limit is for one read: a head may come in many, a request has none
        ServerPatience waiting = new ServerPatience(longest);
        patience = waiting;
        if (request.getEntity() != null) {
            request.setEntity(waiting.body(request.getEntity()));
        }
        waiting.begin();
        try {
            endpoint.setSocketTimeout(Timeout.of(longest));
            ClassicHttpResponse answer = endpoint.execute("", request, EXECUTOR, context);
            kept = DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, answer, context);
            return answer;
        } catch (HttpException | IllegalArgumentException e) {
            throw new IOException("the server's answer is no HTTP", e);
        } catch (IllegalStateException e) {
            throw new IOException("the connection was closed", e);
        } finally {
            waiting.pause();
        }
    }

    /// How long the next read may wait before it throws [java.net.SocketTimeoutException]; the one
    /// after that goes on where it stopped.
    void patience(Duration longest) throws IOException {
        try {
            endpoint.setSocketTimeout(Timeout.of(longest));
        } catch (IllegalStateException e) {
            throw new IOException("the connection was closed", e);
        }
    }

    @Override
    public void clientGone() {
        end(End.CLIENT_GONE);
    }

    @Override
    public void look() {
        ServerPatience waiting = patience;
        if (waiting != null && waiting.isOver()) {
            end(End.TOO_LATE);
        }
    }

    /// The body of an answer, from the connection itself.
    static InputStream body(ClassicHttpResponse answer) throws IOException {
        HttpEntity entity = answer.getEntity();
        return entity == null ? InputStream.nullInputStream() : entity.getContent();
    }

    /// Ends it from another thread: whoever reads or writes there gets an [IOException].
    void end(End why) {
        if (end.compareAndSet(null, why)) {
            endpoint.close(CloseMode.IMMEDIATE);
        }
    }

    /// Who ended it, if somebody did.
    @Nullable End ended() {
        return end.get();
    }

    /// The answer was read to its end: the connection may be good for another exchange.
    void complete() {
        whole = true;
    }

    /// Gives the connection back.
    @Override
    public void close() {
        boolean byItself = end.compareAndSet(null, End.OVER);
        connections.release(endpoint, byItself && kept && whole);
    }
}
