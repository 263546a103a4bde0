package dev.mcpoauth.config;

import dev.mcpoauth.oauth.Scope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One MCP server that tokens are issued for.
///
/// @param name its name in the settings
/// @param url its canonical URL, the audience of its tokens (RFC 8707 2, RFC 9728 2)
/// @param upstream where the MCP server really listens; null when nothing is to be reached over
///   HTTP
/// @param provider the provider whose users it serves; null lets the user choose
/// @param scopes the MCP scopes that it knows; all are the default request
/// @param tokenFormat what its access tokens look like
/// @param introspectionClients the clients that may ask what a token for it stands for
/// @param protection how the broker stands in front of it
public record ResourceSettings(
        String name,
        String url,
        @Nullable String upstream,
        @Nullable String provider,
        Scope scopes,
        TokenFormat tokenFormat,
        List<String> introspectionClients,
        Protection protection) {
    /// Copies the list.
    public ResourceSettings {
        introspectionClients = List.copyOf(introspectionClients);
    }

    /// A resource that nothing special holds for.
    public static ResourceSettings of(String name, String url, Scope scopes) {
        return new ResourceSettings(
                name, url, null, null, scopes, TokenFormat.OPAQUE, List.of(), Protection.NONE);
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
                        introspectionClients,
                        protection)
                : this;
    }
}
