package dev.mcpoauth;

import dev.mcpoauth.broker.Broker;
import dev.mcpoauth.broker.Foundation;
import dev.mcpoauth.cli.App;
import dev.mcpoauth.cli.Device;
import dev.mcpoauth.cli.Outlet;
import dev.mcpoauth.cli.Product;
import dev.mcpoauth.cli.Terminal;
import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.quick.QuickToken;
import dev.mcpoauth.store.KeyVault;
import dev.mcpoauth.store.Store;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The program's entry: hands the command line everything that it needs and runs one command.
public final class Main implements Product, AutoCloseable {
    private static final int MORE_THREADS = 16;

    private final Map<String, String> env;
    private final Path folder;
    private final InstantSource clock;
    private final Wiring wiring;

    Main(Map<String, String> env) {
        this(env, Path.of(""), InstantSource.system());
    }

    Main(Map<String, String> env, Path folder, InstantSource clock) {
        this.env = env;
        this.folder = folder;
        this.clock = clock;
        this.wiring = new Wiring(clock);
    }

    /// Runs one command and ends with its exit code.
    public static void main(String[] args) {
        ClosedUrls.use();
        LibraryLog.use();
        LogSettings.use();
        Map<String, String> env = System.getenv();
        QuickToken quick = new QuickToken(new SettingsReader(env, Path.of("")), Instant.now());
        Optional<String> token = quick.answer(args);
        if (token.isEmpty() || !written(token.get())) {
            end(command(env, args));
        }
    }

    /// Ends the process. Where success ends it by itself, Java is not asked to: it would look for
    /// somebody to log that to, in every jar of the program, which takes longer than most commands.
    private static void end(int code) {
        if (code != 0 || !alone()) {
            System.exit(code);
        }
    }

    /// Whether no other thread keeps the process alive.
    private static boolean alone() {
        Thread[] all = new Thread[Thread.activeCount() + MORE_THREADS];
        int found = Thread.enumerate(all);
        return found < all.length
                && Stream.of(all)
                        .limit(found)
                        .allMatch(each -> each.isDaemon() || each == Thread.currentThread());
    }

    /// False when nothing can be written, which the command then says.
    private static boolean written(String text) {
        try {
            // left open: the command writes there after us
            new FileOutputStream(FileDescriptor.out).write(text.getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int command(Map<String, String> env, String... args) {
        EnvironmentProxy.use(env);
        // otherwise it looks for them, in every jar of the program
        System.setProperty("picocli.disable.closures", "true");
        if (List.of(args).contains("serve")) {
            // beside the reading of the command line; a wrong guess costs a little time only
            HeadStart.take();
        }
        try (Main product = new Main(env)) {
            Terminal terminal =
                    new Terminal(
                            Outlet.of(FileDescriptor.out),
                            Outlet.of(FileDescriptor.err),
                            Device.current(env));
            return new App(product, terminal).run(args);
        }
    }

    @Override
    public Settings settings(Overrides overrides) {
        return settingsReader().read(overrides);
    }

    @Override
    public SettingsReader settingsReader() {
        return new SettingsReader(env, folder);
    }

    @Override
    public KeyVault vault(Settings settings) {
        return Foundation.vault(settings);
    }

    @Override
    public Store store(Settings settings) {
        return wiring.store(settings);
    }

    @Override
    public Broker broker(Settings settings, Store store, Reach reach) {
        return wiring.broker(settings, store, reach);
    }

    @Override
    public Running serve(Settings settings, boolean demo) {
        return new RunningBroker(wiring, wiring.serve(settings, demo), version());
    }

    @Override
    public Set<String> providers(Settings settings) {
        return settings.providers().keySet();
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /// Ends what the command left open, so that the process can end at once.
    @Override
    public void close() {
        wiring.close();
    }
}
