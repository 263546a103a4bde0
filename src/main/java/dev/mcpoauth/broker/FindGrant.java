package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.SplitToken;
import dev.mcpoauth.oauth.SplitToken.Kind;
import dev.mcpoauth.store.Grant;
import dev.mcpoauth.store.Store;
import dev.mcpoauth.store.Transaction;
import java.sql.SQLException;
import java.util.Optional;

/// Finds where a code or token belongs without spending it, so that the right provider is asked.
/// What it finds decides nothing: the provider's transaction compares everything again.
final class FindGrant {
    private final Store store;

    FindGrant(Foundation on) {
        this.store = on.store();
    }

    Optional<Grant> ofCode(String code) {
        return SplitToken.parse(Kind.CODE, code)
                .flatMap(shown -> store.database().read(tx -> ofCode(tx, shown)));
    }

    private Optional<Grant> ofCode(Transaction tx, SplitToken shown) throws SQLException {
        var code = store.codes().find(tx, shown.id());
        return code.isPresent() && shown.secret().hashesTo(code.get().hash())
                ? store.grants().find(tx, code.get().grantId())
                : Optional.empty();
    }

    Optional<Grant> ofRefreshToken(String refreshToken) {
        return SplitToken.parse(Kind.REFRESH, refreshToken)
                .flatMap(shown -> store.database().read(tx -> ofRefreshToken(tx, shown)));
    }

    private Optional<Grant> ofRefreshToken(Transaction tx, SplitToken shown) throws SQLException {
        var token = store.refreshTokens().find(tx, shown.id());
        return token.isPresent() && shown.secret().hashesTo(token.get().hash())
                ? store.grants().find(tx, token.get().grantId())
                : Optional.empty();
    }

    /// The provider that knows whether this access token is good.
    Optional<String> providerOf(String accessToken) {
        return SignedToken.read(accessToken)
                .flatMap(shown ->
                        store.database().read(tx -> store.accessTokens().provider(tx, shown.id())));
    }
}
