package dev.mcpoauth.oauth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Which redirect URIs a client may register, and which request matches a registered one.
public final class RedirectUri {
    private static final int MOST = 2000;
    private static final Set<String> DANGEROUS =
            Set.of(
                    "javascript",
                    "data",
                    "file",
                    "vbscript",
                    "blob",
                    "about",
                    "ftp",
                    "ws",
                    "wss",
                    "mailto",
                    "tel",
                    "view-source",
                    "filesystem",
                    "chrome",
                    "jar",
                    "intent",
                    "sms");

    private RedirectUri() {}

    /// Why this URI may not be registered, in one sentence; empty when it may.
    public static Optional<String> problem(String uri) {
        if (uri.isEmpty() || uri.length() > MOST) {
            return Optional.of("a redirect URI must have 1 to 2000 characters");
        }
        if (!uri.chars().allMatch(c -> c > ' ' && c < 0x7f && "\\<>\"*{}|^`".indexOf(c) < 0)) {
            return Optional.of(
                    "a redirect URI must not hold spaces, wildcards or control" + " characters");
        }
        try {
            return problem(new URI(uri));
        } catch (URISyntaxException e) {
            return Optional.of("a redirect URI must be a URI");
        }
    }

    private static Optional<String> problem(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (scheme.isEmpty() || (uri.isOpaque() && !scheme.contains("."))) {
            return Optional.of("a redirect URI must be absolute");
        }
        // RFC 6749 3.1.2: the endpoint URI MUST NOT include a fragment component
        if (uri.getRawFragment() != null) {
            return Optional.of("a redirect URI must not have a fragment");
        }
        if (uri.getRawUserInfo() != null
                || (uri.getRawAuthority() != null && uri.getRawAuthority().contains("@"))) {
            return Optional.of("a redirect URI must not name a user");
        }
        if (DANGEROUS.contains(scheme)) {
            return Optional.of("this scheme is not allowed in a redirect URI");
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        if (!path.equals(
                uri.normalize().getRawPath() == null ? "" : uri.normalize().getRawPath())) {
            return Optional.of("a redirect URI must not have dot segments");
        }
        return problem(uri, scheme);
    }

    private static Optional<String> problem(URI uri, String scheme) {
        if (scheme.equals("https")) {
            return uri.getHost() == null
                    ? Optional.of("an https redirect URI must name a host")
                    : Optional.empty();
        }
        if (scheme.equals("http")) {
            return isLoopback(uri)
                    ? Optional.empty()
                    : Optional.of("an http redirect URI must be on 127.0.0.1, [::1] or localhost");
        }
        // RFC 8252 7.1: a private-use scheme; real clients use one without a dot but with a host
        boolean named = scheme.contains(".") || uri.getRawAuthority() != null;
        return named
                ? Optional.empty()
                : Optional.of("an app's redirect URI must be like com.example.app:/callback");
    }

    /// True when the requested URI is the registered one.
    public static boolean matches(String registered, String requested) {
        if (registered.equals(requested)) {
            return true;
        }
        try {
            URI one = new URI(registered);
            URI other = new URI(requested);
            // RFC 8252 7.3: allow any port for loopback redirect URIs at the time of the request
            return isLoopback(one)
                    && isLoopback(other)
                    && problem(requested).isEmpty()
                    && withoutPort(one, registered).equals(withoutPort(other, requested));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /// The URI without its port where the port is free, that is on loopback; unchanged elsewhere.
    public static String portless(String uri) {
        try {
            URI parsed = new URI(uri);
            return isLoopback(parsed) ? withoutPort(parsed, uri) : uri;
        } catch (URISyntaxException e) {
            return uri;
        }
    }

    /// True when the answer goes to a web site that proved who it is by https. RFC 8252 8.6: for
    /// others no request is answered without the user.
    public static boolean isHttps(String uri) {
        return uri.regionMatches(true, 0, "https://", 0, "https://".length());
    }

    /// True when the answer stays on the user's computer: http on a loopback name.
    public static boolean isLoopback(String uri) {
        try {
            return isLoopback(new URI(uri));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isLoopback(URI uri) {
        return "http".equalsIgnoreCase(uri.getScheme())
                && uri.getHost() != null
                && Loopback.HOSTS.contains(uri.getHost().toLowerCase(Locale.ROOT));
    }

    private static String withoutPort(URI uri, String text) {
        return uri.getPort() == -1
                ? text
                : text.replaceFirst(":" + uri.getPort() + "(?=[/?]|$)", "");
    }
}
