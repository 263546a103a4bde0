package dev.mcpoauth.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpParser.State;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.component.Graceful;

/// Closes connections on which a request does not become whole, and at the end of the server those
/// on which nothing is asked.
///
/// Jetty's idle time starts anew with every byte, so a client that sends one now and then would
/// hold its connection for ever. Answers may take as long as they like: streams last for hours. A
/// server that stops would wait a second for a client that only keeps its connection.
final class SlowRequests extends AbstractLifeCycle implements Connection.Listener, Graceful {
    private static final int LOOKS = 4;

    private final ServerConnector connector;
    private final Duration deadline;
    private final Map<HttpConnection, Since> connections = new ConcurrentHashMap<>();

    /// Since when a connection waits for the rest of its request.
    ///
    /// @param requests how many requests came before
    /// @param nanos the moment, on the clock of [System#nanoTime]
    private record Since(long requests, long nanos) {}

    /// Watches the connections of this connector; a request has so long to become whole.
    SlowRequests(ServerConnector connector, Duration deadline) {
        this.connector = connector;
        this.deadline = deadline;
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof HttpConnection http) {
            connections.put(http, new Since(0, System.nanoTime()));
        }
    }

    @Override
    public void onClosed(Connection connection) {
        if (connection instanceof HttpConnection http) {
            connections.remove(http);
        }
    }

    @Override
    protected void doStart() {
        next();
    }

    private void next() {
        connector
                .getScheduler()
                .schedule(this::look, deadline.toMillis() / LOOKS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        if (!isRunning()) {
            return;
        }
        try {
            long now = System.nanoTime();
            connections.forEach((connection, since) -> look(connection, since, now));
        } finally {
            next();
        }
    }

    @Override
    public CompletableFuture<Void> shutdown() {
        for (HttpConnection each : connections.keySet()) {
            // one that is new may have a request on its way; Jetty gives it its second
            if (each.getMessagesIn() > 0 && each.getParser().getState() == State.START) {
                each.getEndPoint().close();
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public boolean isShutdown() {
        return !isRunning();
    }

    private void look(HttpConnection connection, Since since, long now) {
        long requests = connection.getMessagesIn();
        boolean waits = requests == 0 || receiving(connection.getParser().getState());
        if (!waits || requests != since.requests()) {
            connections.replace(connection, since, new Since(requests, now));
        } else if (now - since.nanos() > deadline.toNanos()) {
            // without an answer: nobody reads it who writes so slowly
            connection.getEndPoint().close();
        }
    }

    /// Whether the parser is somewhere inside a request.
    private static boolean receiving(State state) {
        return state != State.START
                && state != State.END
                && state != State.CLOSE
                && state != State.CLOSED;
    }
}
