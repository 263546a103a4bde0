package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.OAuthToken;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.Codes.Holding;
import java.util.Optional;
import java.util.function.Supplier;

/// What a request has just read of the code that it shows, as [SeenRefresh] of a refresh token.
///
/// @param shown the code as it was shown
/// @param held its row, whatever its state
/// @param client who shows it
record SeenCode(String shown, Holding held, Client client) {
    private static final ScopedValue<SeenCode> NOW = ScopedValue.newInstance();

    /// Asks a provider to exchange this code.
    OAuthToken during(Supplier<OAuthToken> exchange) {
        return ScopedValue.where(NOW, this).call(exchange::get);
    }

    /// What was read of this very code.
    static Optional<SeenCode> of(String code) {
        return NOW.isBound() && NOW.get().shown().equals(code)
                ? Optional.of(NOW.get())
                : Optional.empty();
    }

    /// Hides the code.
    @Override
    public String toString() {
        return "SeenCode[hidden]";
    }
}
