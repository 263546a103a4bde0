package dev.mcpoauth.embed;

import dev.mcpoauth.oauth.Scope;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a tool needs to call the service's API as the user.
///
/// @param accessToken the service's token; it must not reach the MCP client
/// @param tokenType how it is sent, nearly always `Bearer`
/// @param expiresAt when it dies; null when the service did not say
/// @param provider the provider's name
/// @param account the account's name for people
/// @param apiHost where the service's API is, such as `api.github.com`
/// @param scope what the service granted
/// @param extra what else the service said, such as `instance_url` or `team`
public record ServiceCredentials(
        String accessToken,
        String tokenType,
        @Nullable Instant expiresAt,
        String provider,
        String account,
        String apiHost,
        Scope scope,
        Map<String, String> extra) {
    /// Copies the map.
    public ServiceCredentials {
        extra = Map.copyOf(extra);
    }

    /// The value of the `Authorization` header of a call to the API. RFC 6750 2.1.
    public String authorization() {
        return (tokenType.equalsIgnoreCase("bearer") ? "Bearer" : tokenType) + " " + accessToken;
    }

    /// The same as variables for a child process or a library that is configured by them.
    public Map<String, String> environment() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("MCP_OAUTH_ACCESS_TOKEN", accessToken);
        all.put("MCP_OAUTH_TOKEN_TYPE", tokenType);
        Optional.ofNullable(expiresAt)
                .ifPresent(time -> all.put("MCP_OAUTH_EXPIRES_AT", time.toString()));
        all.put("MCP_OAUTH_PROVIDER", provider);
        all.put("MCP_OAUTH_ACCOUNT", account);
        all.put("MCP_OAUTH_API_HOST", apiHost);
        return all;
    }

    /// Hides the token.
    @Override
    public String toString() {
        return "ServiceCredentials[" + provider + "/" + account + ", expires " + expiresAt + "]";
    }
}
