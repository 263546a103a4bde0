package dev.mcpoauth.testkit;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A pretend OAuth 2.0 service over real HTTP on loopback, with the users alice and bob.
///
/// Endpoints: `/authorize`, `/token`, `/userinfo`, `/revoke`, and RFC 8414 metadata. Tokens are
/// signed with the key, so another instance with the same key honours them. A test tells it to
/// misbehave with [#next(String, Fault)] and reads what it was sent from [#calls(String)].
public final class FakeService implements AutoCloseable {
    /// The client id that it knows.
    public static final String CLIENT_ID = "demo-client";

    /// The secret of that client; no secret at all, everybody may know it.
    public static final String CLIENT_SECRET = "demo-secret";

    /// How a pretend service behaves.
    ///
    /// @param signingKey signs its tokens
    /// @param clock tells it the time
    /// @param accessLife how long its access tokens live
    /// @param rotates whether a refresh spends the refresh token and gives a new one
    public record Manners(
            byte[] signingKey, InstantSource clock, Duration accessLife, boolean rotates) {
        /// Five-minute tokens, rotation, the system's clock.
        public static Manners usual() {
            return new Manners(new byte[32], InstantSource.system(), Duration.ofMinutes(5), true);
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final Map<String, Queue<Fault>> faults = new ConcurrentHashMap<>();
    private final FakeLogin login;

    private FakeService(Manners manners, int port) throws IOException {
        server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        login = new FakeLogin(manners, baseUrl());
        server.setExecutor(threads);
        server.createContext(
                "/",
                exchange -> {
                    FakeCall call = new FakeCall(exchange);
                    calls.add(call.path());
                    Fault fault = faults.getOrDefault(call.path(), NONE).poll();
                    if (fault == null) {
                        login.answer(call);
                    } else {
                        call.answer(fault);
                    }
                });
        server.start();
    }

    private static final Queue<Fault> NONE = new ConcurrentLinkedQueue<>();

    /// Starts with the usual manners on a free port.
    public static FakeService start() {
        return start(Manners.usual(), 0);
    }

    /// Starts with these manners; port 0 lets the system choose.
    public static FakeService start(Manners manners, int port) {
        try {
            return new FakeService(manners, port);
        } catch (IOException e) {
            throw new UncheckedIOException("the pretend service cannot listen", e);
        }
    }

    /// Where it is, without a trailing slash.
    public String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// The next request to this path gets this answer instead of the right one.
    public void next(String path, Fault fault) {
        faults.computeIfAbsent(path, key -> new ConcurrentLinkedQueue<>()).add(fault);
    }

    /// How many requests came to this path.
    public long calls(String path) {
        return calls.stream().filter(path::equals).count();
    }

    /// From now on every refresh token is refused: the user withdrew the permission.
    public void withdraw() {
        login.withdraw();
    }

    /// Settings of a provider that logs in here, for the `providers` part of the settings.
    public Map<String, Object> providerSettings() {
        return Map.of(
                "preset",
                "demo",
                "base_url",
                baseUrl(),
                "client_id",
                CLIENT_ID,
                "client_secret",
                CLIENT_SECRET);
    }

    /// Stops listening at once.
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
