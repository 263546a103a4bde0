package dev.mcpoauth.fetch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// Gets one JSON document from a URL that a stranger named.
///
/// The name is resolved once, every address that it has is checked, and the connection goes to
/// exactly such an address: a name that means something else a moment later (DNS rebinding) gains
/// nothing. No redirects, no proxy, no cookies; 200 and JSON only; a hard limit on size, time and
/// on how many fetches run at once.
public final class GuardedFetch {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
    private static final int MOST_AT_ONCE = 32;
    private static final int MOST_ADDRESSES = 8;
    private static final String JSON = "application/([a-z0-9.-]+\\+)?json *(;.*)?";

    /// Turns a host name into addresses.
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /// What a fetch may take.
    ///
    /// @param bytes the largest document
    /// @param deadline from the look-up of the name to the last byte
    /// @param loopback whether `http` and `https` on loopback are allowed, for development
    public record Limits(int bytes, Duration deadline, boolean loopback) {}

    private final Limits limits;
    private final Resolver resolver;
    private final Supplier<SocketFactory> tls;
    private final ExecutorService lookups =
            new ThreadPoolExecutor(
                    0,
                    MOST_AT_ONCE,
                    10,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    Thread.ofPlatform().daemon().name("look-up-", 0).factory());
    private final Semaphore slots = new Semaphore(MOST_AT_ONCE);

    /// A fetch over the system's name service and trusted certificates.
    public GuardedFetch(Limits limits) {
        // asked for when it is needed: reading the certificates that are trusted takes long
        this(limits, InetAddress::getAllByName, SSLSocketFactory::getDefault);
    }

    GuardedFetch(Limits limits, Resolver resolver, Supplier<SocketFactory> tls) {
        this.limits = limits;
        this.resolver = resolver;
        this.tls = tls;
    }

    /// Gets the document at this URL.
    public Fetched get(URI url) {
        FutureTask<Fetched> task = new FutureTask<>(() -> held(url));
        // a virtual thread: interrupting it closes the socket that it waits for
        Thread.ofVirtual().name("guarded-fetch").start(task);
        try {
            return task.get(limits.deadline().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return new Fetched.Unavailable("its server did not answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Fetched.Unavailable("the broker is stopping");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a fetch failed in an unforeseen way", e.getCause());
        } finally {
            task.cancel(true);
        }
    }

    private Fetched held(URI url) {
        if (!slots.tryAcquire()) {
            return new Fetched.Unavailable("too many documents are being fetched at this moment");
        }
        try {
            return document(exchange(url));
        } catch (FetchRefused e) {
            return new Fetched.Refused(e.sentence());
        } catch (SSLException e) {
            return new Fetched.Unavailable("its server's certificate or encryption is not right");
        } catch (UnknownHostException e) {
            return new Fetched.Unavailable("its host name is not known");
        } catch (IOException e) {
            return new Fetched.Unavailable("its server cannot be reached");
        } finally {
            slots.release();
        }
    }

    private static Fetched document(Answer answer) {
        int status = answer.status();
        if (status >= 500 || status == 429 || status == 408) {
            return new Fetched.Unavailable("its server answers HTTP " + status);
        }
        if (status != 200) {
            return new Fetched.Refused("its server answers HTTP " + status);
        }
        String type = answer.header("content-type").orElse("");
        if (!type.toLowerCase(java.util.Locale.ROOT).matches(JSON)) {
            return new Fetched.Refused("the document there is not application/json");
        }
        return new Fetched.Document(answer.text(), Freshness.of(answer));
    }

    private Answer exchange(URI url) throws IOException {
        String host = url.getHost();
        boolean secure = "https".equals(url.getScheme());
        boolean local = limits.loopback() && host != null && LOOPBACK.contains(host);
        if (host == null || !(secure || (local && "http".equals(url.getScheme())))) {
            throw new FetchRefused("only https URLs are fetched");
        }
        int port = url.getPort() == -1 ? (secure ? 443 : 80) : url.getPort();
        try (Socket plain = connect(checked(host, local), port)) {
            return secure ? overTls(plain, url, port) : ask(plain, url);
        }
    }

    /// Every address of the name, all of them allowed: one that is not spoils the name.
    private List<InetAddress> checked(String host, boolean local) throws UnknownHostException {
        List<InetAddress> all = resolve(host);
        for (InetAddress address : all) {
            boolean allowed =
                    local ? address.isLoopbackAddress() : PublicAddresses.contains(address);
            if (!allowed) {
                throw new FetchRefused("its host is not on the public internet");
            }
        }
        return all.subList(0, Math.min(all.size(), MOST_ADDRESSES));
    }

    /// On a thread of the system's: a look-up cannot be interrupted and would hold up others.
    private List<InetAddress> resolve(String host) throws UnknownHostException {
        FutureTask<InetAddress[]> task = new FutureTask<>(() -> resolver.resolve(host));
        try {
            lookups.execute(task);
            return List.of(task.get());
        } catch (RejectedExecutionException | ExecutionException e) {
            throw new UnknownHostException(host);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException(host);
        }
    }

    private Socket connect(List<InetAddress> addresses, int port) throws IOException {
        IOException last = new UnknownHostException("no address");
        for (InetAddress address : addresses) {
            // NO_PROXY and an address, not a name: nobody resolves it a second time
            Socket socket = new Socket(java.net.Proxy.NO_PROXY);
            try {
                int patience = (int) limits.deadline().toMillis() / addresses.size();
                socket.connect(new InetSocketAddress(address, port), patience);
                return socket;
            } catch (IOException e) {
                socket.close();
                last = e;
            }
        }
        throw last;
    }

    private Answer overTls(Socket plain, URI url, int port) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) tls.get();
        try (SSLSocket socket =
                (SSLSocket) factory.createSocket(plain, url.getHost(), port, true)) {
            SSLParameters wanted = socket.getSSLParameters();
            wanted.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            if (url.getHost().matches(".*[a-zA-Z].*") && !url.getHost().startsWith("[")) {
                wanted.setServerNames(List.of(new SNIHostName(url.getHost())));
            }
            // RFC 9110 4.3.4: the certificate must be for the host of the URL
            wanted.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(wanted);
            socket.startHandshake();
            return ask(socket, url);
        }
    }

    private Answer ask(Socket socket, URI url) throws IOException {
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        String request =
                "GET %s%s HTTP/1.1\r\nHost: %s\r\nAccept: application/json\r\n"
                                .formatted(url.getRawPath(), query, url.getRawAuthority())
                        + "Accept-Encoding: identity\r\nUser-Agent: mcp-oauth\r\n"
                        + "Connection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return Answer.read(
                new java.io.BufferedInputStream(socket.getInputStream()), limits.bytes());
    }
}
