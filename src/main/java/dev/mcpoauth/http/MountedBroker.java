package dev.mcpoauth.http;

import dev.mcpoauth.broker.Broker;
import dev.mcpoauth.config.Settings;
import io.javalin.Javalin;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/// The broker's endpoints inside a server of somebody else: the same guard and the same routes as
/// in our own server, and nothing of them touches the other paths.
public final class MountedBroker {
    private static final Set<String> OF_THE_HOST = Set.of("/mcp", "/healthz", "/readyz");

    private final Servlet servlet;
    private final IssuerPath issuerPath;
    private final List<Pattern> paths = new CopyOnWriteArrayList<>();

    /// Endpoints that answer under the issuer of the settings.
    public MountedBroker(Settings settings, Broker broker) {
        Javalin javalin =
                Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.http.maxRequestSize = Site.MOST_BYTES;
                    config.events.handlerAdded(added -> own(added.getPath()));
                    Site.of(settings, broker).own(config);
                });
        servlet = javalin.javalinServlet();
        issuerPath = new IssuerPath().know(settings);
    }

    private void own(String path) {
        // a guard is for every path, and these belong to the server around us
        if (path.contains("*") || OF_THE_HOST.contains(path)) {
            return;
        }
        String pattern =
                Pattern.quote(path)
                        .replaceAll("\\{[^}]*}", "\\\\E[^/]+\\\\Q")
                        .replaceAll("<[^>]*>", "\\\\E.+\\\\Q");
        paths.add(Pattern.compile(pattern));
    }

    /// True when the path, below the context path, is one of the broker's.
    public boolean owns(String path) {
        String routed = issuerPath.routed(path);
        return paths.stream().anyMatch(pattern -> pattern.matcher(routed).matches());
    }

    /// Answers a request to one of the broker's paths.
    public void answer(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        servlet.service(issuerPath.routed(request), response);
    }
}
