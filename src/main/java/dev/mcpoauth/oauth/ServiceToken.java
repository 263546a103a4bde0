package dev.mcpoauth.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A token of the service behind a provider: layer two, never shown to an MCP client.
///
/// @param accessToken what the service's API takes
/// @param tokenType as the service named it, `Bearer` when it said nothing
/// @param refreshToken gets a new access token; null where the service gives none
/// @param expiresAt when the access token dies; null when the service did not say or it never does
/// @param refreshExpiresAt when the refresh token dies, where the service says
/// @param scope what the service granted
/// @param extra other members of the answer as text (`instance_url`, `team`, `id_token`)
public record ServiceToken(
        String accessToken,
        String tokenType,
        @Nullable String refreshToken,
        @Nullable Instant expiresAt,
        @Nullable Instant refreshExpiresAt,
        Scope scope,
        Map<String, String> extra) {
    /// Copies the map.
    public ServiceToken {
        extra = Map.copyOf(extra);
    }

    /// True when the access token is dead, or will be within `margin`, at this moment.
    public boolean expiresWithin(Duration margin, Instant now) {
        return expiresAt != null && !expiresAt.isAfter(now.plus(margin));
    }

    /// The value of an Authorization header with this token.
    public String authorization() {
        return authorization(tokenType, accessToken);
    }

    /// The same of a token and its type.
    public static String authorization(String tokenType, String accessToken) {
        // RFC 6750 2.1: the scheme is Bearer, whatever case the service wrote it in
        return (tokenType.equalsIgnoreCase("bearer") ? "Bearer" : tokenType) + " " + accessToken;
    }

    /// This token with what an answer that left them out must not lose: the refresh token and its
    /// expiry, scope, extras.
    ///
    /// RFC 6749 6: the service MAY issue a new refresh token; without one the old one goes on.
    public ServiceToken keeping(ServiceToken old) {
        Map<String, String> all = new java.util.HashMap<>(old.extra);
        all.putAll(extra);
        boolean rotated = refreshToken != null;
        return new ServiceToken(
                accessToken,
                tokenType,
                rotated ? refreshToken : old.refreshToken,
                expiresAt,
                refreshExpiresAt != null || rotated ? refreshExpiresAt : old.refreshExpiresAt,
                scope.isEmpty() ? old.scope : scope,
                all);
    }

    /// Hides the tokens.
    @Override
    public String toString() {
        return "ServiceToken[" + tokenType + ", expires " + expiresAt + ", " + scope + "]";
    }
}
