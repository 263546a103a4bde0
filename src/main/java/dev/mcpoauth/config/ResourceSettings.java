package dev.mcpoauth.config;

import dev.mcpoauth.oauth.Scope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One MCP server that tokens are issued for.
///
/// @param name its name in the settings
/// @param url its canonical URL, the audience of its tokens (RFC 8707 2, RFC 9728 2)
/// @param upstream where the MCP server really listens; null for the broker's own demo server
/// @param provider the provider whose users it serves; null lets the user choose
/// @param scopes the MCP scopes that it knows; all are the default request
/// @param tokenFormat what its access tokens look like
/// @param introspectionClients the clients that may ask what a token for it stands for
public record ResourceSettings(
        String name,
        String url,
        @Nullable String upstream,
        @Nullable String provider,
        Scope scopes,
        TokenFormat tokenFormat,
        List<String> introspectionClients) {
    /// Copies the list.
    public ResourceSettings {
        introspectionClients = List.copyOf(introspectionClients);
    }

    ResourceSettings moved(String oldIssuer, String newIssuer) {
        return url.startsWith(oldIssuer)
                ? new ResourceSettings(
                        name,
                        newIssuer + url.substring(oldIssuer.length()),
                        upstream,
                        provider,
                        scopes,
                        tokenFormat,
                        introspectionClients)
                : this;
    }
}
