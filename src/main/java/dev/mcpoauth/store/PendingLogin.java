package dev.mcpoauth.store;

import dev.mcpoauth.oauth.AuthorizationParams;
import dev.mcpoauth.store.PendingLogins.Phase;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One login on its way.
///
/// @param id the broker's handle
/// @param phase where it is
/// @param provider the provider's name; empty until the user has chosen
/// @param params what the MCP client asked for; null for a login by the command line
/// @param browserHash SHA-256 of the cookie of the browser that it belongs to
/// @param csrfHash SHA-256 of the consent form's hidden value
/// @param codeVerifier our PKCE verifier toward the service
/// @param expectedAccount the account that the user chose; null leaves it to the service
/// @param skipped whether an answer from before stood for the consent page
/// @param accountId the account that it ended with
/// @param failure why it failed, for people
/// @param createdAt when it began
/// @param expiresAt when it is forgotten
public record PendingLogin(
        String id,
        Phase phase,
        String provider,
        @Nullable AuthorizationParams params,
        byte[] browserHash,
        byte[] csrfHash,
        @Nullable String codeVerifier,
        @Nullable Long expectedAccount,
        boolean skipped,
        @Nullable Long accountId,
        @Nullable String failure,
        Instant createdAt,
        Instant expiresAt) {
    /// The same with the account that is expected back, and whether the page was skipped.
    public PendingLogin expecting(@Nullable Long account, boolean pageSkipped) {
        return new PendingLogin(
                id,
                phase,
                provider,
                params,
                browserHash,
                csrfHash,
                codeVerifier,
                account,
                pageSkipped,
                accountId,
                failure,
                createdAt,
                expiresAt);
    }
}
