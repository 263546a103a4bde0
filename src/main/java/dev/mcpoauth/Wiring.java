package dev.mcpoauth;

import dev.mcpoauth.broker.Broker;
import dev.mcpoauth.broker.Foundation;
import dev.mcpoauth.broker.SignTokens;
import dev.mcpoauth.cli.Product.Reach;
import dev.mcpoauth.config.RuntimeFiles;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.gateway.Gateway;
import dev.mcpoauth.http.Listeners;
import dev.mcpoauth.http.LocalDoor;
import dev.mcpoauth.http.OperationsDoor;
import dev.mcpoauth.http.Server;
import dev.mcpoauth.http.Site;
import dev.mcpoauth.provider.OwnProviders;
import dev.mcpoauth.provider.ProviderFault;
import dev.mcpoauth.provider.Providers;
import dev.mcpoauth.provider.Providers.Built;
import dev.mcpoauth.provider.ServiceHttp;
import dev.mcpoauth.store.Caretaker;
import dev.mcpoauth.store.Store;
import dev.mcpoauth.testkit.FakeService;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/// Builds the running product from its parts: the one place where everything is put together.
final class Wiring implements AutoCloseable {
    private static final Duration SERVICE_DEADLINE = Duration.ofSeconds(10);
    private static final String DEMO = "demo";

    private final InstantSource clock;
    private final ServiceHttp http = new ServiceHttp(SERVICE_DEADLINE);
    private final List<AutoCloseable> opened = new ArrayList<>();

    Wiring(InstantSource clock) {
        this.clock = clock;
    }

    /// A broker that answers, with everything that must be closed after it.
    ///
    /// @param settings what it was started with, at the port that it has
    /// @param broker its decisions
    /// @param server its HTTP
    /// @param gateway the protected MCP servers of the newest settings
    /// @param store its store
    /// @param demo the demo service, where it runs beside it
    /// @param own the providers of one's own, followed
    /// @param local its socket and runtime files, where no other broker of the database has them
    record Serving(
            Settings settings,
            Broker broker,
            Server server,
            AtomicReference<Gateway> gateway,
            Store store,
            Optional<FakeService> demo,
            OwnProviders own,
            Optional<Local> local,
            Optional<OperationsDoor> operations)
            implements AutoCloseable {
        @Override
        public void close() {
            own.close();
            operations.ifPresent(OperationsDoor::close);
            gateway.get().drain();
            server.close();
            gateway.get().close();
            demo.ifPresent(FakeService::close);
            store.close();
            local.ifPresent(Local::close);
        }
    }

    /// Serves the newer settings from the next request on.
    void reload(Serving serving, Settings fresh) {
        // first what can fail: the old settings must go on whole
        serving.server().renewCertificate();
        Settings next = serving.settings().reloaded(fresh);
        if (serving.demo().isPresent()) {
            next = withDemo(next, serving.demo().get());
        }
        Broker broker = broker(next, serving.store(), http, serving.own()::start);
        Gateway gateway = gateway(next, broker, serving.store());
        serving.server().reload(new Site(next, broker, gateway::install));
        serving.gateway().getAndSet(gateway).retire();
    }

    /// What the command line of the same user sees of a broker.
    ///
    /// @param claim the runtime files
    /// @param door the socket
    record Local(RuntimeFiles.Claim claim, LocalDoor door) {
        void close() {
            claim.close();
        }
    }

    Store store(Settings settings) {
        return Foundation.store(settings);
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
        Foundation on = new Foundation(settings, store, clock, new SecureRandom());
        return Broker.of(
                on,
                tokens -> {
                    Built built =
                            own.apply(
                                    new Providers(settings.issuer(), talks, clock)
                                            .build(settings.providers(), tokens, on::credentials));
                    built.broken().forEach(Wiring::warn);
                    return built.working();
                });
    }

    /// Starts a broker; port 0 takes a free one, and the issuer follows the port. The port is taken
    /// first: where it is not free, the store is not touched.
    Serving serve(Settings asked, boolean withDemo) {
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            Listeners listeners = kept(opened, Listeners.bind(asked));
            Settings settings = at(asked, listeners.port());
            Store store = kept(opened, store(settings));
            Caretaker.tend(store, clock, settings.care().auditKept());
            Optional<FakeService> demo = Optional.empty();
            if (withDemo) {
                demo = Optional.of(kept(opened, demoService(store)));
                settings = withDemo(settings, demo.get());
            }
            Optional<Local> local = local(settings);
            local.ifPresent(made -> opened.push(made::close));
            OwnProviders own = kept(opened, new OwnProviders());
            Broker broker = broker(settings, store, http, own::start);
            LocalDoor door = local.map(Local::door).orElse(null);
            Gateway gateway = kept(opened, gateway(settings, broker, store));
            Site site = new Site(settings, broker, gateway::install);
            Server server = kept(opened, Server.start(site, listeners, door));
            Optional<OperationsDoor> operations =
                    Optional.ofNullable(settings.operations())
                            .map(address -> OperationsDoor.open(address, server));
            return new Serving(
                    settings,
                    broker,
                    server,
                    new AtomicReference<>(gateway),
                    store,
                    demo,
                    own,
                    local,
                    operations);
        } catch (RuntimeException e) {
            opened.forEach(each -> undo(each, e));
            throw e;
        }
    }

    private static <T extends AutoCloseable> T kept(Deque<AutoCloseable> opened, T made) {
        opened.push(made);
        return made;
    }

    private static void undo(AutoCloseable opened, RuntimeException because) {
        try {
            opened.close();
        } catch (Exception e) {
            because.addSuppressed(e);
        }
    }

    private static Optional<Local> local(Settings settings) {
        RuntimeFiles files = settings.runtime();
        if (!files.fits()) {
            warn("the path of the local socket is too long: " + files.socket());
            return Optional.empty();
        }
        try {
            return files.claim().map(claim -> new Local(claim, new LocalDoor(files.socket())));
        } catch (IOException e) {
            warn("no local socket: " + e);
            return Optional.empty();
        }
    }

    private Gateway gateway(Settings settings, Broker broker, Store store) {
        byte[] key = store.sealer().derive("gateway sessions");
        SignTokens keys =
                new SignTokens(new Foundation(settings, store, clock, new SecureRandom()));
        return new Gateway(new Gateway.Foundation(settings, broker, keys, key, clock));
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
                warn("cannot be closed: " + e.getMessage());
            }
        }
        opened.clear();
    }

    private static Settings at(Settings settings, int port) {
        String asked = "://127.0.0.1:" + settings.port();
        String issuer = settings.issuer();
        // a public URL stays what it is
        boolean follows = issuer.endsWith(asked);
        return settings.at(follows ? issuer.replace(asked, "://127.0.0.1:" + port) : issuer, port);
    }

    private static void warn(String provider, ProviderFault why) {
        warn("provider " + provider + ": " + why.line());
    }

    private static void warn(String what) {
        System.getLogger(Wiring.class.getName()).log(System.Logger.Level.WARNING, what);
    }
}
