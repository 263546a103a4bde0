package dev.mcpoauth.testkit;

import com.sun.net.httpserver.HttpServer;
import dev.mcpoauth.provider.Catalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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

    private static final String ANY = "*";
    private static final int REMEMBERED = 10_000;
    private static final String DEMO = "demo";
    private static final String HTTPS = "https://";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Deque<String> calls = new ArrayDeque<>();
    private final Map<String, Queue<Fault>> faults = new ConcurrentHashMap<>();
    private final Mood mood;
    private String preset = DEMO;

    private FakeService(Function<String, Mood> mood, int port) throws IOException {
        server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        this.mood = mood.apply(baseUrl());
        server.setExecutor(threads);
        server.createContext(
                "/",
                exchange -> {
                    FakeCall call = new FakeCall(exchange);
                    remember(call.target());
                    Fault fault = fault(call.path());
                    if (fault == null) {
                        this.mood.answer(call);
                    } else {
                        call.answer(fault);
                    }
                });
        server.start();
    }

    private static final Queue<Fault> NONE = new ConcurrentLinkedQueue<>();

    private @Nullable Fault fault(String path) {
        Fault own = faults.getOrDefault(path, NONE).poll();
        return own == null ? faults.getOrDefault(ANY, NONE).peek() : own;
    }

    /// Starts with the usual manners on a free port.
    public static FakeService start() {
        return start(Manners.usual(), 0);
    }

    /// Starts with these manners; port 0 lets the system choose.
    public static FakeService start(Manners manners, int port) {
        return start(base -> new FakeLogin(manners, base), port);
    }

    /// Starts on a free port and answers in the mood that is set by then.
    static FakeService start(AtomicReference<Mood> mood) {
        return start(
                base ->
                        new Mood() {
                            @Override
                            public void answer(FakeCall call) throws IOException {
                                mood.get().answer(call);
                            }

                            @Override
                            public void withdraw() {
                                mood.get().withdraw();
                            }
                        },
                0);
    }

    static FakeService start(Function<String, Mood> mood, int port) {
        try {
            return new FakeService(mood, port);
        } catch (IOException e) {
            throw new UncheckedIOException("the pretend service cannot listen", e);
        }
    }

    /// Starts one that speaks as a service of the catalogue does, and refuses what it refuses; the
    /// name is that of the preset. Throws `IllegalArgumentException` for a dialect that it does not
    /// know ([#dialects()]).
    public static FakeService speaking(String preset) {
        return start(base -> Dialects.of(preset), 0).named(preset);
    }

    /// The presets that [#speaking(String)] knows.
    public static Set<String> dialects() {
        return Dialects.names();
    }

    private FakeService named(String name) {
        preset = name;
        return this;
    }

    /// Where it is, without a trailing slash.
    public String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// The next request to this path gets this answer instead of the right one.
    public void next(String path, Fault fault) {
        faults.computeIfAbsent(path, key -> new ConcurrentLinkedQueue<>()).add(fault);
    }

    /// From now on every request gets this answer, until [#clearFaults()].
    public void answerAll(Fault fault) {
        faults.put(ANY, new ConcurrentLinkedQueue<>(List.of(fault)));
    }

    /// From now on it behaves again.
    public void clearFaults() {
        faults.clear();
    }

    /// How many requests came to this path.
    public long calls(String path) {
        return targets().stream().map(FakeService::path).filter(path::equals).count();
    }

    private static String path(String target) {
        return target.replaceFirst("\\?.*", "");
    }

    /// Path and query of every request, in order; of very many the newest.
    public List<String> targets() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    /// A demo may run for months: the oldest are forgotten.
    private void remember(String target) {
        synchronized (calls) {
            if (calls.size() == REMEMBERED) {
                calls.removeFirst();
            }
            calls.addLast(target);
        }
    }

    /// Where an address of the real service is on this pretend one: its host is a folder here.
    public URI at(URI real) {
        String query = real.getRawQuery() == null ? "" : "?" + real.getRawQuery();
        return URI.create(baseUrl() + "/" + real.getRawAuthority() + real.getRawPath() + query);
    }

    /// From now on every refresh token is refused: the user withdrew the permission.
    public void withdraw() {
        mood.withdraw();
    }

    /// Settings of a provider that logs in here, for the `providers` part of the settings.
    public Map<String, Object> providerSettings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("preset", preset);
        if (preset.equals(DEMO)) {
            settings.put("base_url", baseUrl());
        } else {
            settings.putAll(moved());
        }
        settings.put("client_id", CLIENT_ID);
        settings.put("client_secret", CLIENT_SECRET);
        return settings;
    }

    /// The addresses of the preset, moved here: its hosts are folders.
    private Map<String, Object> moved() {
        Map<String, Object> moved = new LinkedHashMap<>();
        new Catalogue()
                .entry(preset)
                .orElseThrow()
                .forEach((name, value) -> {
                    String text = value.toString();
                    if (name.endsWith("_url") && text.startsWith(HTTPS)) {
                        moved.put(name, baseUrl() + "/" + text.substring(HTTPS.length()));
                    }
                });
        return moved;
    }

    /// Stops listening at once.
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
