package dev.mcpoauth;

import dev.mcpoauth.broker.Broker;
import dev.mcpoauth.broker.Foundation;
import dev.mcpoauth.cli.Product.Reach;
import dev.mcpoauth.config.KeySource;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.http.Server;
import dev.mcpoauth.provider.OwnProviders;
import dev.mcpoauth.provider.ProviderCredentials;
import dev.mcpoauth.provider.Providers;
import dev.mcpoauth.provider.Providers.Built;
import dev.mcpoauth.provider.ServiceHttp;
import dev.mcpoauth.store.KeyVault;
import dev.mcpoauth.store.Store;
import dev.mcpoauth.testkit.FakeService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Builds the running product from its parts: the one place where everything is put together.
final class Wiring implements AutoCloseable {
    private static final Duration SERVICE_DEADLINE = Duration.ofSeconds(10);
    private static final String DEMO = "demo";

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final ServiceHttp http = new ServiceHttp(SERVICE_DEADLINE);
    private final List<AutoCloseable> opened = new ArrayList<>();

    Wiring(InstantSource clock) {
        this.clock = clock;
    }

    /// A broker that answers, with everything that must be closed after it.
    record Serving(
            Settings settings,
            Server server,
            Store store,
            Optional<FakeService> demo,
            OwnProviders own)
            implements AutoCloseable {
        @Override
        public void close() {
            own.close();
            server.close();
            demo.ifPresent(FakeService::close);
            store.close();
        }
    }

    Store store(Settings settings) {
        return Store.open(settings.database(), vault(settings.key()));
    }

    private static KeyVault vault(KeySource key) {
        return switch (key) {
            case KeySource.InFile(Path file) -> KeyVault.file(file);
            case KeySource.FromCommand(String command) -> KeyVault.command(command);
            case KeySource.InKeyring(String database) -> KeyVault.keyring(database);
        };
    }

    /// The decisions over an open store.
    Broker broker(Settings settings, Store store) {
        return broker(settings, store, http, built -> built);
    }

    /// The same for one command; what it opens is closed with this.
    Broker broker(Settings settings, Store store, Reach reach) {
        Settings reached = reach.demo() ? withDemo(settings, opened(demoService(store))) : settings;
        Duration deadline = reach.deadline();
        ServiceHttp patient = deadline == null ? http : opened(new ServiceHttp(deadline));
        return broker(reached, store, patient, built -> built);
    }

    private Broker broker(
            Settings settings, Store store, ServiceHttp talks, UnaryOperator<Built> own) {
        return Broker.of(
                new Foundation(settings, store, clock, random),
                tokens -> {
                    Built built =
                            own.apply(
                                    new Providers(settings.issuer(), talks, clock)
                                            .build(
                                                    settings.providers(),
                                                    tokens,
                                                    name -> credentials(store, name)));
                    built.broken().forEach(Wiring::warn);
                    return built.working();
                });
    }

    /// Starts a broker; port 0 takes a free one, and the issuer follows the port.
    Serving serve(Settings asked, boolean withDemo) {
        Settings settings = withPort(asked);
        Store store = store(settings);
        Optional<FakeService> demo = Optional.empty();
        OwnProviders own = new OwnProviders();
        try {
            if (withDemo) {
                demo = Optional.of(demoService(store));
                settings = withDemo(settings, demo.get());
            }
            Server server = Server.start(settings, broker(settings, store, http, own::start));
            return new Serving(settings, server, store, demo, own);
        } catch (RuntimeException e) {
            own.close();
            demo.ifPresent(FakeService::close);
            store.close();
            throw e;
        }
    }

    /// The pretend login service; its key comes from the store's, so its tokens outlive a restart.
    FakeService demoService(Store store) {
        byte[] key = store.sealer().derive("demo service");
        return FakeService.start(
                new FakeService.Manners(key, clock, Duration.ofMinutes(5), true), 0);
    }

    static Settings withDemo(Settings settings, FakeService demo) {
        Map<String, Map<String, Object>> providers = new LinkedHashMap<>(settings.providers());
        providers.put(DEMO, demo.providerSettings());
        return settings.withProviders(providers);
    }

    private <T extends AutoCloseable> T opened(T made) {
        opened.add(made);
        return made;
    }

    /// Closes what commands opened, so that the process can end at once.
    @Override
    public void close() {
        opened(http);
        for (AutoCloseable each : opened) {
            try {
                each.close();
            } catch (Exception e) {
                warn("wiring", "cannot be closed: " + e.getMessage());
            }
        }
        opened.clear();
    }

    private static Settings withPort(Settings settings) {
        if (settings.port() != 0) {
            return settings;
        }
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = free.getLocalPort();
            return settings.at("http://127.0.0.1:" + port, port);
        } catch (IOException e) {
            throw new UncheckedIOException("no port is free", e);
        }
    }

    private static Optional<ProviderCredentials> credentials(Store store, String provider) {
        return store.database()
                .read(tx -> store.secrets().find(tx, provider))
                .map(found -> new ProviderCredentials(found.clientId(), found.secret()));
    }

    private static void warn(String provider, String why) {
        System.getLogger(Wiring.class.getName())
                .log(System.Logger.Level.WARNING, "provider " + provider + ": " + why);
    }
}
