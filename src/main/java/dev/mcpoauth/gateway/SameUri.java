package dev.mcpoauth.gateway;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// URIs that a server takes for one when it resolves them.
final class SameUri {
    // RFC 8089 2: a file on this computer may be written with one slash, three, or a host
    private static final Pattern FILE = Pattern.compile("^file:(//[^/*?]*)?/*");
    private static final Pattern SLASHES = Pattern.compile("/{2,}");

    private SameUri() {}

    /// The form in which all URIs that could be taken for one another are equal; also of a rule's
    /// pattern.
    static String fold(String uri) {
        String file = FILE.matcher(SameName.fold(decoded(uri))).replaceFirst("file:/");
        return SLASHES.matcher(file).replaceAll("/");
    }

    /// The same without what does not choose the file: a query and a fragment.
    static String foldNamed(String uri) {
        boolean file = uri.regionMatches(true, 0, "file:", 0, 5);
        return fold(file ? uri.split("[?#]", 2)[0] : uri);
    }

    /// RFC 3986 6.2.2.2: an octet means the same whether it is percent-encoded or not.
    private static String decoded(String uri) {
        try {
            return URLDecoder.decode(uri.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // a percent sign that encodes nothing stands for itself
            return uri;
        }
    }
}
