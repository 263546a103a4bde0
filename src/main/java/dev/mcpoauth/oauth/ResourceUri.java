package dev.mcpoauth.oauth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Resource indicators in one canonical form.
///
/// [RFC 8707 2](https://www.rfc-editor.org/rfc/rfc8707#section-2)
public final class ResourceUri {
    private static final int MOST = 2000;
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private ResourceUri() {}

    /// Lower-case scheme and host, no default port, no slash at the end; empty when the text cannot
    /// name a resource, or is longer than 2000 characters.
    public static Optional<String> canonical(String text) {
        if (text.length() > MOST) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(text);
            // RFC 8707 2: an absolute URI, it MUST NOT include a fragment component
            if (uri.getScheme() == null || uri.getHost() == null || uri.getRawFragment() != null) {
                return Optional.empty();
            }
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            boolean web = scheme.equals("http") || scheme.equals("https");
            if (!web || uri.getRawUserInfo() != null) {
                return Optional.empty();
            }
            int usual = scheme.equals("http") ? HTTP : HTTPS;
            String port = uri.getPort() == -1 || uri.getPort() == usual ? "" : ":" + uri.getPort();
            String path = trimmed(uri.getRawPath());
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            String host = uri.getHost().toLowerCase(Locale.ROOT);
            return Optional.of(scheme + "://" + host + port + path + query);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /// A path or URL without slashes at its end; a pattern would look at each run of slashes as
    /// often as it is long.
    public static String trimmed(@Nullable String path) {
        int end = path == null ? 0 : path.length();
        while (path != null && end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path == null ? "" : path.substring(0, end);
    }
}
