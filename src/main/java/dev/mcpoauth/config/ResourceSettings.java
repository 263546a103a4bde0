package dev.mcpoauth.config;

import dev.mcpoauth.oauth.Scope;
import org.jspecify.annotations.Nullable;

/// One MCP server that tokens are issued for.
///
/// @param name its name in the settings
/// @param url its canonical URL, the audience of its tokens (RFC 8707 2, RFC 9728 2)
/// @param upstream where the MCP server really listens; null for the broker's own demo server
/// @param provider the provider whose users it serves; null lets the user choose
/// @param scopes the MCP scopes that it knows; all are the default request
public record ResourceSettings(
        String name,
        String url,
        @Nullable String upstream,
        @Nullable String provider,
        Scope scopes) {
    ResourceSettings moved(String oldIssuer, String newIssuer) {
        return url.startsWith(oldIssuer)
                ? new ResourceSettings(
                        name,
                        newIssuer + url.substring(oldIssuer.length()),
                        upstream,
                        provider,
                        scopes)
                : this;
    }
}
