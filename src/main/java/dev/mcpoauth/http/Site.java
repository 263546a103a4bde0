package dev.mcpoauth.http;

import dev.mcpoauth.broker.Broker;
import dev.mcpoauth.config.Settings;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import java.util.function.Consumer;

/// What a server serves to everybody.
///
/// @param settings the settings
/// @param broker the decisions behind the broker's own paths
/// @param more adds further paths, such as those of protected MCP servers
public record Site(Settings settings, Broker broker, Consumer<RoutesConfig> more) {
    static final long MOST_BYTES = 64 * 1024;

    /// The broker's own paths alone.
    public static Site of(Settings settings, Broker broker) {
        return new Site(settings, broker, routes -> {});
    }

    void install(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.startupWatcherEnabled = false;
        config.concurrency.useVirtualThreads = true;
        config.http.maxRequestSize = MOST_BYTES;
        new TracedRequests().install(config.routes);
        new Guard(settings).install(config.routes);
        new Routes(settings, broker).install(config.routes);
        more.accept(config.routes);
    }
}
