package dev.mcpoauth.http;

import dev.mcpoauth.config.Settings;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/// The ports of a broker, taken before anything else is touched.
///
/// On loopback that is 127.0.0.1 and ::1 both, because `localhost` may mean either; a machine
/// without IPv6 is served on 127.0.0.1 alone. A stranger on either of them is a taken port: it
/// would receive the redirects of our users.
public final class Listeners implements AutoCloseable {
    private static final int BACKLOG = 1024;

    private final List<ServerSocketChannel> channels = new ArrayList<>();
    private final int port;

    private Listeners(ServerSocketChannel first) throws IOException {
        channels.add(first);
        port = ((InetSocketAddress) first.getLocalAddress()).getPort();
    }

    /// Takes the settings' port, or a free one for port 0; throws [PortInUse].
    public static Listeners bind(Settings settings) {
        InetAddress address = address(settings.host());
        int tries = settings.port() == 0 ? 20 : 1;
        while (true) {
            try {
                return bind(address, settings.port());
            } catch (PortInUse e) {
                // a free port of one family may be taken in the other: another one then
                tries--;
                if (tries == 0) {
                    throw e;
                }
            }
        }
    }

    private static Listeners bind(InetAddress address, int port) {
        try {
            Listeners listeners = new Listeners(open(address, port));
            if (address.equals(loopback(false))) {
                listeners.alsoOnIpv6();
            }
            return listeners;
        } catch (BindException e) {
            throw new PortInUse(port, e);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot listen on port " + port, e);
        }
    }

    private void alsoOnIpv6() throws IOException {
        try {
            channels.add(open(loopback(true), port));
        } catch (BindException e) {
            if (!missing(e)) {
                close();
                throw e;
            }
        } catch (SocketException | UnsupportedOperationException e) {
            // no IPv6 here: 127.0.0.1 alone
            return;
        }
    }

    private static boolean missing(BindException e) {
        // EADDRNOTAVAIL: the address does not exist, which is something else than EADDRINUSE
        return String.valueOf(e.getMessage()).contains("Cannot assign requested address")
                || String.valueOf(e.getMessage()).contains("Can't assign requested address");
    }

    private static ServerSocketChannel open(InetAddress address, int port) throws IOException {
        ServerSocketChannel channel =
                ServerSocketChannel.open(
                        address instanceof Inet6Address
                                ? StandardProtocolFamily.INET6
                                : StandardProtocolFamily.INET);
        try {
            // a restart must not wait for the connections of the one before to be forgotten
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(address, port), BACKLOG);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static InetAddress address(String host) {
        try {
            return "localhost".equals(host) ? loopback(false) : InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new java.io.UncheckedIOException("no address to listen on: " + host, e);
        }
    }

    private static InetAddress loopback(boolean six) {
        return InetAddress.ofLiteral(six ? "::1" : "127.0.0.1");
    }

    /// The port that was taken.
    public int port() {
        return port;
    }

    /// Whether ::1 is served beside 127.0.0.1.
    boolean both() {
        return channels.size() > 1;
    }

    /// A connector for each address.
    List<ServerConnector> connectors(Server server, ConnectionFactory... protocols) {
        List<ServerConnector> connectors = new ArrayList<>();
        for (ServerSocketChannel channel : channels) {
            ServerConnector connector = new ServerConnector(server, -1, -1, protocols);
            try {
                connector.open(channel);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException("cannot listen on port " + port, e);
            }
            connectors.add(connector);
        }
        return connectors;
    }

    /// Gives the ports back.
    @Override
    public void close() {
        for (ServerSocketChannel channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException("cannot close port " + port, e);
            }
        }
    }
}
