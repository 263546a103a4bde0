package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.Secret;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an Authorization header shows.
final class Credentials {
    private static final String BEARER = "bearer ";

    private Credentials() {}

    /// The bearer token of the header. RFC 6750 2.1.
    static Optional<Secret> bearer(@Nullable String header) {
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Optional.of(new Secret(header.substring(BEARER.length()).strip()))
                : Optional.empty();
    }
}
