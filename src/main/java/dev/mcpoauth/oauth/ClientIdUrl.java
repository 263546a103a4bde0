package dev.mcpoauth.oauth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Client identifiers that are URLs: the client's metadata document is at that address.
///
/// OAuth Client ID Metadata Document, section 3 (draft-ietf-oauth-client-id-metadata-document).
public final class ClientIdUrl {
    private static final int MOST = 1000;
    private static final int MOST_HOST = 253;
    private static final int MOST_PORT = 65_535;
    private static final int FIRST_FREE_PORT = 1024;
    // a name whose last label has a letter: never a number in any of its spellings
    private static final Pattern NAME =
            Pattern.compile("([a-z0-9_][a-z0-9_-]{0,62}\\.)++[a-z][a-z0-9-]{0,62}");
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*");
    private static final Pattern DOTS = Pattern.compile("(?i)/(\\.|%2e){1,2}(?=/|$)");

    private ClientIdUrl() {}

    /// True when the identifier is meant as a URL.
    public static boolean looksLike(String clientId) {
        return clientId.startsWith("https://") || clientId.startsWith("http://");
    }

    /// Why this URL may not be a client identifier, in one sentence; empty when it may.
    ///
    /// @param clientId the identifier
    /// @param loopback whether http and https on loopback are allowed, for development
    public static Optional<String> problem(String clientId, boolean loopback) {
        if (clientId.length() > MOST) {
            return Optional.of("a client_id URL has at most 1000 characters");
        }
        try {
            return problem(new URI(clientId), loopback);
        } catch (URISyntaxException e) {
            return Optional.of("the client_id is not a URL");
        }
    }

    private static Optional<String> problem(URI url, boolean loopback) {
        String authority = url.getRawAuthority() == null ? "" : url.getRawAuthority();
        String host = authority.replaceFirst(":[1-9][0-9]{0,4}$", "");
        boolean local = loopback && Loopback.HOSTS.contains(host);
        if (!"https".equals(url.getScheme()) && !local) {
            return Optional.of("a client_id URL must be https");
        }
        if (!local && !named(host)) {
            return Optional.of(
                    "a client_id URL must name a host, and nothing else before the path");
        }
        int port = url.getPort();
        boolean usual = port == -1 || port == 443 || port >= FIRST_FREE_PORT;
        if (!usual || port > MOST_PORT) {
            return Optional.of("a client_id URL must not have this port");
        }
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        if (path.length() < 2 || !PATH.matcher(path).matches()) {
            return Optional.of("a client_id URL must have a path");
        }
        if (url.getRawFragment() != null || DOTS.matcher(path).find()) {
            return Optional.of("a client_id URL must not have a fragment or dot segments");
        }
        return Optional.empty();
    }

    // RFC 1035 2.3.4: 255 octets on the wire, which are 253 characters
    private static boolean named(String host) {
        return host.length() <= MOST_HOST && NAME.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }
}
