package dev.mcpoauth.cli;

import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.ServiceToken;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A token that a command hands out.
///
/// @param provider the service's provider, or `mcp` for a token of ours
/// @param account whose it is
/// @param accessToken the token
/// @param tokenType mostly `Bearer`
/// @param expiresAt when it dies; null when that is not known or never
/// @param scope what it allows
/// @param extra what else the service told with it
/// @param source `store`, `refresh` or `issue`
record HandedToken(
        String provider,
        String account,
        String accessToken,
        String tokenType,
        @Nullable Instant expiresAt,
        Scope scope,
        Map<String, String> extra,
        String source) {
    /// The value of an Authorization header. RFC 6750 2.1.
    String header() {
        return ServiceToken.authorization(tokenType, accessToken);
    }

    /// Hides the token.
    @Override
    public String toString() {
        return "HandedToken[" + provider + "/" + account + "]";
    }
}
