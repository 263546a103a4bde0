package dev.mcpoauth.http;

import dev.mcpoauth.broker.Broker;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.TlsFiles;
import dev.mcpoauth.inspector.Recorder;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import jakarta.servlet.DispatcherType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.jspecify.annotations.Nullable;

/// The running HTTP server of a broker.
public final class Server implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Server.class.getName());

    /// How long requests under way may still take when the server stops.
    private static final Duration DRAIN = Duration.ofSeconds(5);

    /// How long a client may take to send a request to its end.
    private static final Duration WHOLE_REQUEST = Duration.ofMinutes(1);

    private static final int MOST_HEAD = 16 * 1024;

    private final int port;
    private final Javalin javalin;
    private final Switchboard switchboard;
    private final Metrics metrics = new Metrics();
    private final IssuerPath issuerPath = new IssuerPath();
    private volatile Site site;
    private final @Nullable Tls tls;
    private final @Nullable InspectorDoor inspector;
    private final Recorder recorder;
    private final Runnable deaf;
    private final @Nullable FlowLines flows;

    private Server(Site site, Listeners listeners, @Nullable LocalDoor door) {
        TlsFiles files = site.settings().tls();
        this.port = listeners.port();
        this.site = site;
        this.tls = files == null ? null : new Tls(files);
        this.recorder = new Recorder(id -> site.broker().holdings().clientName(id));
        // what is shown is for the person at this machine only
        boolean watches = site.settings().inspects();
        this.inspector = watches ? new InspectorDoor(site.broker(), recorder) : null;
        this.deaf = watches ? Capture.listen() : () -> {};
        this.flows = watches ? new FlowLines(recorder) : null;
        this.switchboard =
                new Switchboard(door == null ? null : local(door, flows).javalinServlet());
        this.javalin =
                Javalin.create(config -> {
                    install(config, site);
                    config.jetty.threadPool = new VirtualThreads();
                    drain(config);
                    connect(config, listeners, door);
                });
    }

    /// Makes ready what no settings change, which takes long only the first time.
    public static void prepare() {
        MimeTypes.DEFAULTS.getMimeByExtension("page.html");
        Javalin javalin =
                Javalin.create(config -> {
                    config.startup.startupWatcherEnabled = false;
                    // two of a kind: Java makes code to compare the first with the second
                    config.routes.get("/", asked -> {});
                    config.routes.get("/more", asked -> {});
                });
        ServletContextHandler context = new ServletContextHandler();
        context.setServer(new org.eclipse.jetty.server.Server(new VirtualThreads()));
        context.addServlet(new ServletHolder(javalin.javalinServlet()), "/*");
        try {
            context.start();
        } catch (Exception e) {
            throw new IllegalStateException("a server cannot be made ready", e);
        }
    }

    /// Starts on the settings' address; throws [PortInUse].
    public static Server start(Settings settings, Broker broker) {
        return start(Site.of(settings, broker), Listeners.bind(settings), null);
    }

    /// Starts on ports that are taken already, with the local socket where there is one.
    public static Server start(Site site, Listeners listeners, @Nullable LocalDoor door) {
        LibraryLogs.keepSecretsOut();
        // the JDK makes the thread that wakes virtual threads when the first one waits; where no
        // thread is left by then, that request would hang for ever
        Thread.startVirtualThread(() -> LockSupport.parkNanos(1));
        Server server = new Server(site, listeners, door);
        server.javalin.start();
        if (door != null) {
            door.onlyForTheOwner();
        }
        return server;
    }

    private static Javalin local(LocalDoor door, @Nullable FlowLines flows) {
        return Javalin.create(config -> {
            config.startup.startupWatcherEnabled = false;
            door.install(config.routes);
            if (flows != null) {
                flows.install(config.routes);
            }
        });
    }

    /// First what watches, so that it sees what the guard refuses too.
    private void install(JavalinConfig config, Site site) {
        metrics.know(site.settings().resourcePaths());
        issuerPath.know(site.settings());
        if (inspector != null) {
            new Capture(recorder).install(config.routes);
            inspector.install(config.routes);
        }
        site.install(config);
    }

    private void drain(JavalinConfig config) {
        // a state may be long; Jetty forgets to close a connection whose buffer it had to enlarge
        config.jetty.modifyHttpConfiguration(http -> http.setResponseHeaderSize(MOST_HEAD));
        config.jetty.modifyHttpConfiguration(http -> http.addCustomizer(Crowd::fewHeaders));
        config.jetty.modifyServer(server -> {
            server.setErrorHandler(new ParserErrors());
            server.setStopTimeout(DRAIN.toMillis());
            server.insertHandler(new GracefulHandler());
        });
        config.jetty.modifyServletContextHandler(handler -> {
            handler.setSessionHandler(new NoSessions());
            handler.addFilter(issuerPath, "/*", EnumSet.of(DispatcherType.REQUEST));
            handler.addFilter(metrics, "/*", EnumSet.of(DispatcherType.REQUEST));
            handler.addFilter(switchboard, "/*", EnumSet.of(DispatcherType.REQUEST));
        });
    }

    private void connect(JavalinConfig config, Listeners listeners, @Nullable LocalDoor door) {
        List<ServerConnector> made = new ArrayList<>();
        int tcp = listeners.both() ? 2 : 1;
        for (int i = 0; i < tcp; i++) {
            int each = i;
            config.jetty.addConnector((server, http) -> {
                if (made.isEmpty()) {
                    made.addAll(listeners.connectors(server, protocols(http)));
                    bound(server, made);
                }
                return made.get(each);
            });
        }
        if (door != null) {
            config.jetty.addConnector((server, http) -> unix(server, http, door));
        }
    }

    /// Neither many connections nor slow ones may use up what the broker needs for itself.
    private static void bound(
            org.eclipse.jetty.server.Server server, List<ServerConnector> connectors) {
        connectors.forEach(each -> each.addBean(new SlowRequests(each, WHOLE_REQUEST)));
        server.addBean(
                new NetworkConnectionLimit(Crowd.most(), connectors.toArray(Connector[]::new)));
    }

    private ConnectionFactory[] protocols(HttpConfiguration http) {
        if (tls == null) {
            return new ConnectionFactory[] {new HttpConnectionFactory(http)};
        }
        HttpConfiguration secure = new HttpConfiguration(http);
        // our own allow list checks the name; the certificate's need not be ours on loopback
        secure.addCustomizer(new SecureRequestCustomizer(false));
        return new ConnectionFactory[] {
            new SslConnectionFactory(tls.context(), "http/1.1"), new HttpConnectionFactory(secure)
        };
    }

    private static Connector unix(
            org.eclipse.jetty.server.Server server, HttpConfiguration http, LocalDoor door) {
        UnixDomainServerConnector connector =
                new UnixDomainServerConnector(server, new HttpConnectionFactory(http));
        connector.setUnixDomainPath(door.socket());
        return connector;
    }

    /// New settings for the next requests; address, socket and files of the server stay.
    public void reload(Site next) {
        site = next;
        switchboard.reload(Javalin.create(config -> install(config, next)).javalinServlet());
    }

    /// Reads the https files again, where there are some; throws
    /// [dev.mcpoauth.config.SettingsProblem], and the old certificate stays, when they cannot be
    /// used.
    public void renewCertificate() {
        if (tls != null) {
            tls.reload();
        }
    }

    /// The port that it listens on.
    public int port() {
        return port;
    }

    /// The path of the one-time link to the flow inspector; empty beyond loopback.
    public Optional<String> inspectorLink() {
        return Optional.ofNullable(inspector).map(InspectorDoor::link);
    }

    /// What happened since the start, in the text format of Prometheus.
    String metrics() {
        return metrics.text(site.broker().health().events());
    }

    /// Whether the store can be written and the key is its own.
    boolean ready() {
        return site.broker().health().ready();
    }

    /// How long nobody has asked anything.
    public Duration idle() {
        return Duration.ofNanos(switchboard.idleNanos());
    }

    /// Takes no more requests, finishes those at hand, and stops.
    @Override
    public void close() {
        deaf.run();
        if (inspector != null) {
            inspector.close();
        }
        if (flows != null) {
            flows.close();
        }
        try {
            javalin.stop();
        } catch (RuntimeException e) {
            // a request still waits, for a service that hangs: what follows must be closed, too
            LOG.log(System.Logger.Level.WARNING, "requests at hand were cut off");
        }
    }
}
