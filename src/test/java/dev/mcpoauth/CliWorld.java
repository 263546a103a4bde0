package dev.mcpoauth;

import dev.mcpoauth.cli.App;
import dev.mcpoauth.cli.Device;
import dev.mcpoauth.cli.Outlet;
import dev.mcpoauth.cli.Product;
import dev.mcpoauth.cli.Terminal;
import dev.mcpoauth.config.Durations;
import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.http.LocalDoor;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.store.Store;
import dev.mcpoauth.testkit.FakeBrowser;
import dev.mcpoauth.testkit.FakeService;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
    private boolean brokers;
    private volatile Duration ahead = Duration.ZERO;

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

    /// Moves the clock of everything in this world; `-1m` moves it back.
    void forward(String duration) {
        boolean back = duration.startsWith("-");
        Duration length = Durations.parse(back ? duration.substring(1) : duration);
        ahead = back ? ahead.minus(length) : ahead.plus(length);
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

    /// Writes the settings: a free port, and the providers so far.
    void configure() throws IOException {
        Files.createDirectories(data());
        Files.writeString(
                data().resolve("config.json"),
                Json.write(Map.of("listen", Map.of("port", port), "providers", providers)));
    }

    /// Starts a broker over the same folder.
    Product.Running broker() {
        Main main = new Main(env, folder, this::now);
        Product.Running running = main.serve(main.settings(Overrides.NONE), false);
        running.open(new Door(running.issuer()));
        open.push(main);
        open.push(running);
        brokers = true;
        return running;
    }

    /// What a running broker tells the commands of the same user.
    private record Door(String issuer) implements LocalDoor.Answers {
        @Override
        public LocalDoor.Answer token(String ref, Map<String, String> folders) {
            return new LocalDoor.Answer(404, "ask without the socket");
        }

        @Override
        public Map<String, Object> status() {
            return Map.of("issuer", issuer, "pid", ProcessHandle.current().pid());
        }

        @Override
        public void stop() {
            // its process is the test's own, which ends it when the script ends
        }
    }

    /// Logs an account in, through the broker, or one that lives as long as that takes.
    void account(String provider, String user) {
        if (!brokers) {
            try (Main main = new Main(env, folder, this::now);
                    Product.Running passing = main.serve(main.settings(Overrides.NONE), false)) {
                login(main, passing.issuer(), provider, user);
            }
            return;
        }
        try (Main main = new Main(env, folder, this::now)) {
            login(main, issuer(), provider, user);
        }
    }

    private static void login(Main main, String issuer, String provider, String user) {
        Settings settings = main.settings(Overrides.NONE);
        try (Store store = main.store(settings);
                FakeBrowser browser = new FakeBrowser("nowhere:")) {
            var started =
                    main.broker(settings, store, new Product.Reach(false, null))
                            .accountLogins()
                            .start(provider);
            URI link = URI.create(issuer + "/login/" + started.ticket().value());
            FakeBrowser.Page done = browser.press(browser.open(link), "user", user);
            if (!done.body().contains("You are logged in")) {
                throw new IllegalStateException("no login: HTTP " + done.status());
            }
        }
    }

    /// From now on links are opened by a browser that logs this user in; `none` opens nothing.
    void browser(String user) throws IOException {
        if (user.equals("none")) {
            env.put("MCP_OAUTH_BROWSER", "none");
            return;
        }
        Path opened = folder.resolve("opened");
        Path script = folder.resolve("browser");
        Files.writeString(
                script,
                "#!/bin/sh\nprintf %s \"$1\" > '"
                        + opened
                        + ".new' && mv '"
                        + opened
                        + ".new' '"
                        + opened
                        + "'\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        env.put("MCP_OAUTH_BROWSER", script.toString());
        Thread.ofVirtual().start(() -> follow(opened, user));
    }

    private static void follow(Path opened, String user) {
        try (FakeBrowser browser = new FakeBrowser("nowhere:")) {
            while (!Files.exists(opened)) {
                Thread.sleep(20);
            }
            URI link = URI.create(Files.readString(opened));
            Files.delete(opened);
            browser.press(browser.open(link), "user", user);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The address that a browser elsewhere ends on when this user logs in at the service.
    String elsewhere(String address, String user) {
        try (FakeBrowser browser = new FakeBrowser(issuer() + "/callback")) {
            return browser.press(browser.open(URI.create(address)), "user", user)
                    .address()
                    .toString();
        }
    }

    /// Types a code at the service as this user; gives back nothing to type here.
    String code(String code, String user) {
        try (FakeBrowser browser = new FakeBrowser("nowhere:")) {
            URI page = URI.create(service().baseUrl() + "/device?user_code=" + code);
            browser.press(browser.open(page), "user", user.equals("nobody") ? "" : user);
            return "";
        }
    }

    /// Runs one command in this process; nobody watches its streams.
    Ended run(List<String> args, String input) {
        return run(args, input, new StringWriter());
    }

    /// The same, with its stdout to be read while it runs.
    Ended run(List<String> args, String input, StringWriter out) {
        Ended ended = into(new PrintWriter(out), args, unwatched(input));
        return new Ended(ended.exit(), out.toString(), ended.err());
    }

    /// The same for a person who reads everything and types this.
    Ended runForPerson(List<String> args, String input) {
        StringWriter out = new StringWriter();
        BufferedReader typed = new BufferedReader(new StringReader(input));
        Device device = new Device(typed, true, true, true, Map.copyOf(env));
        Ended ended = into(new PrintWriter(out), args, device);
        return new Ended(ended.exit(), out.toString(), ended.err());
    }

    /// The same with a stdout that takes nothing, for this reason.
    Ended runWithout(String trouble, List<String> args, String input) {
        OutputStream broken =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException(trouble);
                    }
                };
        return into(Outlet.over(broken), args, unwatched(input));
    }

    private Device unwatched(String input) {
        return Device.none(new StringReader(input), Map.copyOf(env));
    }

    private Ended into(PrintWriter out, List<String> args, Device device) {
        StringWriter err = new StringWriter();
        try (Main main = new Main(Map.copyOf(env), folder, this::now)) {
            Terminal terminal = new Terminal(out, new PrintWriter(err), device);
            int exit = new App(main, terminal).run(args.toArray(String[]::new));
            terminal.out().flush();
            terminal.err().flush();
            return new Ended(exit, "", err.toString());
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
