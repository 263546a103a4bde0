package dev.mcpoauth.store;

import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An account at a service with its token. The row outlives the access token.
///
/// @param id its number
/// @param provider the provider's name
/// @param user who it is
/// @param token the newest token of the service
/// @param state `ok`, `login_needed` when the service refused to refresh, or `revoked`
/// @param lastRefresh how the last refresh ended, for people
/// @param updatedAt when the row last changed
/// @param version grows with every new token
public record Account(
        long id,
        String provider,
        UserInfo user,
        ServiceToken token,
        String state,
        @Nullable String lastRefresh,
        Instant updatedAt,
        long version) {
    /// The state of an account that can be used.
    public static final String OK = "ok";

    /// The state of an account whose user must log in again.
    public static final String LOGIN_NEEDED = "login_needed";

    /// The state of an account whose tokens were ended here.
    public static final String REVOKED = "revoked";

    /// Whether its token can be handed out as it is, because it lives at least so long.
    public boolean usable(Duration life, Instant now) {
        return state.equals(OK) && !token.expiresWithin(life, now);
    }

    /// The user's identifier, `provider:subject`: stable and unique over all providers.
    public String userId() {
        return provider + ":" + user.subject();
    }
}
