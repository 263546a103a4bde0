package dev.mcpoauth.gateway;

import dev.mcpoauth.broker.Broker;
import dev.mcpoauth.broker.SignTokens;
import dev.mcpoauth.config.Protection;
import dev.mcpoauth.config.ResourceSettings;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsProblem;
import dev.mcpoauth.config.StdioSettings;
import dev.mcpoauth.oauth.ResourceUri;
import io.javalin.config.RoutesConfig;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every protected MCP server that the broker stands in front of.
public final class Gateway implements AutoCloseable {
    private static final List<HandlerType> METHODS =
            List.of(
                    HandlerType.GET,
                    HandlerType.POST,
                    HandlerType.DELETE,
                    HandlerType.PUT,
                    HandlerType.PATCH,
                    HandlerType.HEAD);

    private final ServerConnections connections = new ServerConnections();
    private final ClientWatch clients = new ClientWatch(connections::tidy);
    private final Map<String, Entrance> entrances = new LinkedHashMap<>();
    private final Streams streams = new Streams();
    private final Foundation on;

    /// What the gateway stands on.
    ///
    /// @param settings names the resources
    /// @param broker decides about tokens
    /// @param keys signs statements about callers
    /// @param sessionKey binds sessions to users; the same for brokers that share a database
    /// @param clock tells the time
    public record Foundation(
            Settings settings,
            Broker broker,
            SignTokens keys,
            byte[] sessionKey,
            InstantSource clock) {}

    /// The entrances that the settings name.
    public Gateway(Foundation on) {
        this.on = on;
        on.settings().resources().values().forEach(this::open);
    }

    private void open(ResourceSettings resource) {
        Door door =
                new Door(
                        resource,
                        new ToolPolicy(resource.protection()),
                        new SessionSeal(on.sessionKey(), resource.url()),
                        on.broker().bearer(),
                        streams);
        Backend backend = backend(door);
        if (backend == null) {
            return;
        }
        String path = path(resource);
        Entrance entrance = new Entrance(door, backend, on.broker().serviceTokens(), on.clock());
        if (entrances.put(path, entrance) != null) {
            throw new SettingsProblem("two resources have the path '" + path + "'");
        }
    }

    /// What stands behind the door; null when the server is elsewhere and asks us by itself.
    private @Nullable Backend backend(Door door) {
        ResourceSettings resource = door.resource();
        Protection protection = resource.protection();
        StdioSettings stdio = protection.stdio();
        String upstream = resource.upstream();
        if (stdio != null) {
            return new StdioServer(door, stdio, on.clock());
        }
        if (upstream != null) {
            IdentityHeaders identity =
                    new IdentityHeaders(
                            protection.serviceToken(),
                            assertions(protection.assertion(), upstream));
            return new HttpUpstream(
                    new HttpUpstream.Reach(connections, clients),
                    URI.create(upstream),
                    door,
                    identity);
        }
        return resource.url().startsWith(on.settings().issuer() + "/") ? new DemoServer() : null;
    }

    private @Nullable Assertions assertions(Protection.Assertion wanted, String audience) {
        if (wanted.equals(Protection.Assertion.NONE)) {
            return null;
        }
        AssertionClaims claims = new AssertionClaims(on.settings().issuer(), audience, on.clock());
        String file = wanted.secretFile();
        return new KeptAssertions(
                file == null
                        ? new PublishedKeyAssertions(claims, on.keys())
                        : new SharedSecretAssertions(claims, Path.of(file)),
                on.clock());
    }

    private static String path(ResourceSettings resource) {
        String path = URI.create(resource.url()).getRawPath();
        return path == null || path.isEmpty() ? "/" : path;
    }

    /// Adds a route for each method of each entrance, with and without a slash at its end.
    public void install(RoutesConfig routes) {
        entrances.forEach((path, entrance) -> {
            String bare = ResourceUri.trimmed(path);
            for (String each : bare.isEmpty() ? List.of("/") : List.of(bare, bare + "/")) {
                METHODS.forEach(method ->
                        routes.addEndpoint(
                                Endpoint.create(method, each).handler(entrance::answer)));
            }
        });
    }

    /// Ends the open streams, so that the requests at hand can end before the server does.
    public void drain() {
        streams.end();
    }

    /// Newer settings hold: programs end with their sessions, requests under way end as they began.
    public void retire() {
        drain();
        entrances.values().forEach(Entrance::close);
        connections.retire();
    }

    /// Ends every request and every program.
    @Override
    public void close() {
        entrances.values().forEach(Entrance::close);
        connections.close();
    }
}
