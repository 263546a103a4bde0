package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.SplitToken;
import dev.mcpoauth.store.AccessTokens.Holding;
import dev.mcpoauth.store.Account;
import java.util.Optional;
import java.util.function.Supplier;

/// What a request has just read of the access token that it shows: the provider, which knows
/// nothing of it, asks for the same again, and then nothing is read twice.
///
/// It lives as long as the one call of the provider and on its thread only, so nothing is
/// remembered from one request to the next.
///
/// @param shown the token as it was shown
/// @param held its row, whatever its state
record SeenToken(SplitToken shown, Holding held) {
    private static final ScopedValue<SeenToken> NOW = ScopedValue.newInstance();

    /// Asks a provider about this token.
    AccessTokenInfo during(Supplier<AccessTokenInfo> question) {
        return ScopedValue.where(NOW, this).call(question::get);
    }

    /// The row of this very token.
    static Optional<Holding> holding(SplitToken shown) {
        return now().filter(seen -> seen.shown().equals(shown)).map(SeenToken::held);
    }

    /// The account, when it is the one behind the token.
    static Optional<Account> account(long id) {
        return now().map(seen -> seen.held().account()).filter(account -> account.id() == id);
    }

    private static Optional<SeenToken> now() {
        return NOW.isBound() ? Optional.of(NOW.get()) : Optional.empty();
    }
}
