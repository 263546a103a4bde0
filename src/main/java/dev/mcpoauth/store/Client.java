package dev.mcpoauth.store;

import dev.mcpoauth.oauth.ClientMetadata;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A registered MCP client.
///
/// @param id the client identifier
/// @param metadata what it registered
/// @param secretHash SHA-256 of its secret; null for public clients
/// @param origin `cli`, `dcr`, `cimd` or `builtin`
/// @param createdAt when it was registered
/// @param secretExpiresAt when the secret dies; null means never
/// @param registrationHash SHA-256 of its registration access token (RFC 7592)
public record Client(
        String id,
        ClientMetadata metadata,
        byte @Nullable [] secretHash,
        String origin,
        Instant createdAt,
        @Nullable Instant secretExpiresAt,
        byte @Nullable [] registrationHash) {
    /// The host that vouches for the client: the one in the URL that is its id; null without one.
    public @Nullable String verifiedHost() {
        return origin.equals("cimd") ? URI.create(id).getRawAuthority() : null;
    }
}
