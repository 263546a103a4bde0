package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.OAuthToken;
import dev.mcpoauth.store.RefreshTokens.Holding;
import java.util.Optional;
import java.util.function.Supplier;

/// What a request has just read of the refresh token that it shows: the provider, which knows
/// nothing of it, has the token store spend the same, and then nothing is read twice.
///
/// It lives as long as the one call of the provider and on its thread only, as [SeenToken] does.
///
/// @param shown the token as it was shown
/// @param held its row, whatever its state
record SeenRefresh(String shown, Holding held) {
    private static final ScopedValue<SeenRefresh> NOW = ScopedValue.newInstance();

    /// Asks a provider to exchange this token.
    OAuthToken during(Supplier<OAuthToken> exchange) {
        return ScopedValue.where(NOW, this).call(exchange::get);
    }

    /// The row of this very token.
    static Optional<Holding> of(String refreshToken) {
        return NOW.isBound() && NOW.get().shown().equals(refreshToken)
                ? Optional.of(NOW.get().held())
                : Optional.empty();
    }

    /// Hides the token.
    @Override
    public String toString() {
        return "SeenRefresh[hidden]";
    }
}
