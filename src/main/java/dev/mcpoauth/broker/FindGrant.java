package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.SplitToken;
import dev.mcpoauth.oauth.SplitToken.Kind;
import dev.mcpoauth.store.AccessTokens;
import dev.mcpoauth.store.Codes;
import dev.mcpoauth.store.RefreshTokens;
import dev.mcpoauth.store.Store;
import java.util.Optional;

/// Finds where a code or token belongs without spending it, so that the right provider is asked.
/// What it finds decides nothing: the provider's transaction compares everything again.
final class FindGrant {
    private final Store store;

    FindGrant(Foundation on) {
        this.store = on.store();
    }

    Optional<Codes.Holding> ofCode(String code) {
        return SplitToken.parse(Kind.CODE, code).flatMap(this::ofCode);
    }

    private Optional<Codes.Holding> ofCode(SplitToken shown) {
        return store.database()
                .look(tx -> store.codes().holding(tx, shown.id()))
                .filter(held -> shown.secret().hashesTo(held.code().hash()));
    }

    /// With the client that it was issued to.
    Optional<RefreshTokens.Glance> ofRefreshToken(String refreshToken) {
        return SplitToken.parse(Kind.REFRESH, refreshToken).flatMap(this::ofRefreshToken);
    }

    private Optional<RefreshTokens.Glance> ofRefreshToken(SplitToken shown) {
        return store.refreshTokens()
                .glance(store.database(), shown.id())
                .filter(seen -> shown.secret().hashesTo(seen.held().token().hash()));
    }

    /// The row that an access token names; its secret is not compared here.
    Optional<AccessTokens.Holding> named(SplitToken accessToken) {
        return store.accessTokens().recall(store.database(), accessToken.id());
    }

    /// The same with the client that asks about it.
    AccessTokens.Glance named(SplitToken accessToken, String asker) {
        return store.accessTokens().glance(store.database(), accessToken.id(), asker);
    }

    /// Whether the grant is there and nobody has revoked it.
    boolean lives(long grantId) {
        return store.database()
                .read(tx -> store.grants().find(tx, grantId))
                .filter(grant -> grant.revokedAt() == null)
                .isPresent();
    }
}
