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
        config.http.maxRequestSize = MOST_BYTES;
        new TracedRequests().install(config.routes);
        own(config);
        more.accept(config.routes);
        String form = settings.door().requestLog();
        if (!form.equals("off")) {
            RequestLog log = new RequestLog(form.equals("json"), System.err::println);
            config.requestLogger.http(log::line);
        }
    }

    /// The broker's own paths and everything that guards them, wherever they are mounted.
    void own(JavalinConfig config) {
        config.http.prefer405over404 = true;
        // the guards compare whole paths: the router must not take another one for the same
        config.router.ignoreTrailingSlashes = false;
        config.router.javaLangErrorHandler(Failures::broken);
        new Failures(new Responses(IssuerPath.of(settings))).install(config.routes);
        new Guard(settings).install(config.routes);
        new Limits(settings.door()).install(config.routes);
        new Routes(settings, broker).install(config.routes);
    }
}
