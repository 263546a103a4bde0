package dev.mcpoauth.store;

import dev.mcpoauth.oauth.Scope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a user allowed one installation of a client, once: the root of a family of tokens.
///
/// @param id its number
/// @param clientId the client
/// @param userId the user, `provider:subject`
/// @param accountId the service account
/// @param provider the provider's name
/// @param scope everything that was granted; a refresh may take less, never more
/// @param resource the MCP server that its tokens are for
/// @param redirectUri where its code went
/// @param createdAt when the user said yes
/// @param expiresAt when the family ends, however often it is refreshed
/// @param revokedAt when it was revoked
/// @param revokedBecause why it was revoked
public record Grant(
        long id,
        String clientId,
        String userId,
        long accountId,
        String provider,
        Scope scope,
        String resource,
        String redirectUri,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable String revokedBecause) {
    Grant withId(long given) {
        return new Grant(
                given,
                clientId,
                userId,
                accountId,
                provider,
                scope,
                resource,
                redirectUri,
                createdAt,
                expiresAt,
                revokedAt,
                revokedBecause);
    }
}
