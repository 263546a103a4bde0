package dev.mcpoauth.http;

import dev.mcpoauth.broker.Broker;
import dev.mcpoauth.config.Settings;
import io.javalin.Javalin;
import io.javalin.util.JavalinBindException;

/// The running HTTP server of a broker.
public final class Server implements AutoCloseable {
    private static final long MOST_BYTES = 64 * 1024;

    private final Javalin javalin;

    private Server(Javalin javalin) {
        this.javalin = javalin;
    }

    /// Starts on the settings' address; throws [PortInUse].
    public static Server start(Settings settings, Broker broker) {
        Javalin javalin =
                Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.concurrency.useVirtualThreads = true;
                    config.http.maxRequestSize = MOST_BYTES;
                    config.jetty.host = settings.host();
                    new Guard(settings).install(config.routes);
                    new Routes(settings, broker).install(config.routes);
                });
        try {
            return new Server(javalin.start(settings.port()));
        } catch (JavalinBindException e) {
            throw new PortInUse(settings.port(), e);
        }
    }

    /// The port that it listens on.
    public int port() {
        return javalin.port();
    }

    /// Finishes the requests at hand and stops.
    @Override
    public void close() {
        javalin.stop();
    }
}
