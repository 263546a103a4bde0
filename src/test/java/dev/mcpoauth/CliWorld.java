package dev.mcpoauth;

import dev.mcpoauth.cli.App;
import dev.mcpoauth.cli.Device;
import dev.mcpoauth.cli.Product;
import dev.mcpoauth.cli.Terminal;
import dev.mcpoauth.config.Durations;
import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.store.Store;
import dev.mcpoauth.testkit.FakeBrowser;
import dev.mcpoauth.testkit.FakeService;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A small world for command lines: a folder, an environment, a pretend service, a broker, a clock
/// moved by hand. Commands run in this process through the real [App] and [Main].
final class CliWorld implements AutoCloseable {
    private final Path folder;
    private final Map<String, String> env = new LinkedHashMap<>();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Map<String, Map<String, Object>> providers = new LinkedHashMap<>();
    private @Nullable FakeService service;
    private final int port = freePort();
    private Duration ahead = Duration.ZERO;

    /// How a command ended.
    record Ended(int exit, String out, String err) {}

    CliWorld(Path folder) {
        this.folder = folder;
        env.put("HOME", folder.resolve("home").toString());
        env.put("MCP_OAUTH_DATA_DIR", data().toString());
        env.put("TERM", "xterm");
    }

    Path folder() {
        return folder;
    }

    Path data() {
        return folder.resolve("data");
    }

    Map<String, String> env() {
        return env;
    }

    String issuer() {
        return "http://127.0.0.1:" + port;
    }

    /// Moves the clock of everything in this world.
    void forward(String duration) {
        ahead = ahead.plus(Durations.parse(duration));
    }

    private Instant now() {
        return Instant.now().plus(ahead);
    }

    FakeService service() {
        FakeService running = service;
        if (running == null) {
            InstantSource clock = this::now;
            running =
                    FakeService.start(
                            new FakeService.Manners(
                                    new byte[32], clock, Duration.ofMinutes(5), true),
                            0);
            service = running;
            open.push(running);
        }
        return running;
    }

    /// Writes the pretend service into the settings, as a provider of this name.
    void provider(String name) throws IOException {
        providers.put(name, service().providerSettings());
        configure();
    }

    private void configure() throws IOException {
        Files.createDirectories(data());
        Files.writeString(
                data().resolve("config.json"),
                Json.write(Map.of("listen", Map.of("port", port), "providers", providers)));
    }

    /// Starts a broker over the same folder.
    Product.Running broker() {
        Main main = new Main(env, folder, this::now);
        Product.Running running = main.serve(main.settings(Overrides.NONE), false);
        open.push(main);
        open.push(running);
        return running;
    }

    /// Logs an account in, through a broker that lives as long as that takes.
    void account(String provider, String user) {
        Wiring wiring = new Wiring(this::now);
        Main main = new Main(env, folder, this::now);
        Settings settings = main.settings(Overrides.NONE).at(issuer(), port);
        try (Wiring.Serving serving = wiring.serve(settings, false);
                Store store = wiring.store(settings);
                FakeBrowser browser = new FakeBrowser("nowhere:")) {
            var started = wiring.broker(settings, store).accountLogins().start(provider);
            URI link =
                    URI.create(serving.settings().issuer() + "/login/" + started.ticket().value());
            FakeBrowser.Page done = browser.press(browser.open(link), "user", user);
            if (!done.body().contains("You are logged in")) {
                throw new IllegalStateException("no login: HTTP " + done.status());
            }
        } finally {
            wiring.close();
            main.close();
        }
    }

    /// Runs one command in this process; nobody watches its streams.
    Ended run(List<String> args, String input) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        try (Main main = new Main(Map.copyOf(env), folder, this::now)) {
            Device device = Device.none(new StringReader(input), Map.copyOf(env));
            Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), device);
            int exit = new App(main, terminal).run(args.toArray(String[]::new));
            terminal.out().flush();
            terminal.err().flush();
            return new Ended(exit, out.toString(), err.toString());
        }
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
