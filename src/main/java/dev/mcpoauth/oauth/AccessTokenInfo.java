package dev.mcpoauth.oauth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a live MCP access token stands for.
///
/// @param clientId the MCP client that holds it
/// @param userId the user, `provider:subject`
/// @param scope what it allows
/// @param resource the MCP server that it is for
/// @param issuedAt when it was issued
/// @param expiresAt when it dies
/// @param grantId the grant that it came from
/// @param provider the name of the provider
/// @param accountId the service account behind it
/// @param user the account's name for people
/// @param serviceToken the service's token, fresh; only where the caller asked for it
public record AccessTokenInfo(
        String clientId,
        String userId,
        Scope scope,
        String resource,
        Instant issuedAt,
        Instant expiresAt,
        long grantId,
        String provider,
        long accountId,
        String user,
        @Nullable ServiceToken serviceToken) {
    /// The same with the service's token.
    public AccessTokenInfo with(ServiceToken token) {
        return new AccessTokenInfo(
                clientId, userId, scope, resource, issuedAt, expiresAt, grantId, provider,
                accountId, user, token);
    }
}
