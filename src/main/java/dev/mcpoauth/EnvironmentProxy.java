package dev.mcpoauth;

import dev.mcpoauth.oauth.Loopback;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// The proxy that `HTTPS_PROXY` and `HTTP_PROXY` name, for all but this computer and the hosts of
/// `NO_PROXY`: Java itself reads none of these variables.
final class EnvironmentProxy extends ProxySelector {
    private static final List<Proxy> DIRECT = List.of(Proxy.NO_PROXY);

    private final Map<String, String> env;
    private final List<String> direct;

    EnvironmentProxy(Map<String, String> env) {
        this.env = env;
        this.direct =
                Stream.of(variable("NO_PROXY").split(",", -1))
                        .map(host -> host.strip().toLowerCase(Locale.ROOT))
                        .filter(host -> !host.isEmpty())
                        .toList();
    }

    /// Makes it the proxy of every HTTP client of this process, where there is one.
    static void use(Map<String, String> env) {
        EnvironmentProxy proxy = new EnvironmentProxy(env);
        if (!proxy.variable("HTTPS_PROXY").isEmpty() || !proxy.variable("HTTP_PROXY").isEmpty()) {
            ProxySelector.setDefault(proxy);
        }
    }

    /// Small letters are the older form, and what most programs look at first.
    private String variable(String name) {
        String small = env.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        return small.isEmpty() ? env.getOrDefault(name, "") : small;
    }

    @Override
    public List<Proxy> select(URI uri) {
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        String named = variable("https".equals(uri.getScheme()) ? "HTTPS_PROXY" : "HTTP_PROXY");
        return named.isEmpty() || Loopback.HOSTS.contains(host) || isDirect(host)
                ? DIRECT
                : List.of(new Proxy(Proxy.Type.HTTP, address(named)));
    }

    /// `*`, a host, or a domain with all below it, with a dot before it or without.
    private boolean isDirect(String host) {
        return direct.stream()
                .map(each -> each.startsWith(".") ? each.substring(1) : each)
                .anyMatch(
                        each -> each.equals("*") || host.equals(each) || host.endsWith("." + each));
    }

    /// Of `http://HOST:PORT` or `HOST:PORT`.
    private static InetSocketAddress address(String named) {
        URI proxy = URI.create(named.contains("://") ? named : "http://" + named);
        int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
        return InetSocketAddress.createUnresolved(String.valueOf(proxy.getHost()), port);
    }

    /// The client tells its caller itself.
    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {}
}
