package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.Refusal;

/// Whether a request to an MCP server may pass (RFC 6750 3).
public sealed interface BearerResult {
    /// It may.
    record Verified(AccessTokenInfo token) implements BearerResult {}

    /// It may not.
    ///
    /// @param status 401 or 403
    /// @param wwwAuthenticate the value of the `WWW-Authenticate` header
    /// @param refusal why
    record Challenge(int status, String wwwAuthenticate, Refusal refusal) implements BearerResult {}
}
