package dev.mcpoauth;

import dev.mcpoauth.broker.Broker;
import dev.mcpoauth.cli.App;
import dev.mcpoauth.cli.Product;
import dev.mcpoauth.cli.Terminal;
import dev.mcpoauth.config.Overrides;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsReader;
import dev.mcpoauth.store.Store;
import dev.mcpoauth.testkit.FakeService;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The program's entry: hands the command line everything that it needs and runs one command.
public final class Main implements Product {
    // the logging system forgets a level whose logger nobody holds
    private static final Logger RELOADS = Logger.getLogger("dev.mcpoauth.provider.SourceWatch");

    private final Map<String, String> env;
    private final Wiring wiring = new Wiring(InstantSource.system());

    Main(Map<String, String> env) {
        this.env = env;
    }

    /// Runs one command and ends with its exit code.
    public static void main(String[] args) {
        // libraries talk about themselves at INFO: only what is wrong reaches the person
        Logger.getLogger("").setLevel(Level.WARNING);
        RELOADS.setLevel(Level.INFO);
        Main product = new Main(System.getenv());
        System.exit(
                new App(product, new Terminal(writer(System.out), writer(System.err))).run(args));
    }

    private static PrintWriter writer(OutputStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    @Override
    public Settings settings(Overrides overrides) {
        return new SettingsReader(env, Path.of("")).read(overrides);
    }

    @Override
    public Store store(Settings settings) {
        return wiring.store(settings);
    }

    /// The demo service runs beside it, so that its tokens can be refreshed without a broker.
    @Override
    public Broker broker(Settings settings, Store store) {
        FakeService demo = wiring.demoService(store);
        return wiring.broker(Wiring.withDemo(settings, demo), store);
    }

    @Override
    public Running serve(Settings settings, boolean demo) {
        Wiring.Serving serving = wiring.serve(settings, demo);
        return new Running() {
            @Override
            public String issuer() {
                return serving.settings().issuer();
            }

            @Override
            public int port() {
                return serving.server().port();
            }

            @Override
            public void close() {
                serving.close();
            }
        };
    }

    @Override
    public Set<String> providers(Settings settings) {
        return settings.providers().keySet();
    }

    @Override
    public String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
