package dev.mcpoauth.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpParser.State;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;

/// Closes connections on which a request does not become whole.
///
/// Jetty's idle time starts anew with every byte, so a client that sends one now and then would
/// hold its connection for ever. Answers may take as long as they like: streams last for hours.
final class SlowRequests extends AbstractLifeCycle implements Connection.Listener {
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
