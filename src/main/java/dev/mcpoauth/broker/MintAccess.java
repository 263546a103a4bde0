package dev.mcpoauth.broker;

import dev.mcpoauth.config.ResourceSettings;
import dev.mcpoauth.config.TokenFormat;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.oauth.SplitToken;
import dev.mcpoauth.oauth.SplitToken.Kind;
import dev.mcpoauth.store.AccessTokens.AccessToken;
import dev.mcpoauth.store.Grant;
import dev.mcpoauth.store.Store;
import dev.mcpoauth.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/// Makes access tokens: opaque, or signed where the resource wants that.
final class MintAccess {
    private final Foundation on;
    private final Store store;
    private final Resources resources;
    private final SignTokens signing;

    /// A token with its text, which is told to the client and kept nowhere in the clear.
    record Minted(AccessToken token, String text) {}

    MintAccess(Foundation on, SignTokens signing) {
        this.on = on;
        this.store = on.store();
        this.resources = new Resources(on.settings());
        this.signing = signing;
    }

    /// What is to be made.
    ///
    /// @param grant whose token it is
    /// @param secret its secret part when it is opaque
    /// @param scope what it allows
    record Order(Grant grant, Secret secret, Scope scope) {}

    /// Makes a token.
    Minted mint(Transaction tx, Order order) {
        AccessToken made = made(order);
        return minted(tx, order, made.withId(store.accessTokens().insert(tx, made)));
    }

    /// Makes the token that comes of a refresh token; empty when that one cannot be spent any more.
    Optional<Minted> mintFrom(Transaction tx, long refreshToken, Order order) {
        AccessToken made = made(order);
        return store.accessTokens()
                .insertFrom(tx, refreshToken, made)
                .map(id -> minted(tx, order, made.withId(id)));
    }

    private AccessToken made(Order order) {
        Grant grant = order.grant();
        Instant now = on.now();
        Instant wished = now.plus(on.settings().tokens().access());
        Instant end = wished.isBefore(grant.expiresAt()) ? wished : grant.expiresAt();
        byte[] hash = order.secret().hash();
        return new AccessToken(0, hash, grant.id(), order.scope(), now, end, null);
    }

    private Minted minted(Transaction tx, Order order, AccessToken token) {
        if (format(order.grant()) == TokenFormat.OPAQUE) {
            return new Minted(token, opaque(token, order.secret()));
        }
        String text = signing.sign(tx, order.grant(), token);
        store.accessTokens().sign(tx, token.id(), Secret.sha256(text), text);
        return new Minted(token, text);
    }

    /// The same token again, for a request that is repeated.
    Minted again(Transaction tx, AccessToken token, Secret secret) {
        return new Minted(
                token,
                store.accessTokens().jwt(tx, token.id()).orElseGet(() -> opaque(token, secret)));
    }

    private TokenFormat format(Grant grant) {
        return resources
                .named(grant.resource())
                .map(ResourceSettings::tokenFormat)
                .orElse(TokenFormat.OPAQUE);
    }

    private static String opaque(AccessToken token, Secret secret) {
        return new SplitToken(Kind.ACCESS, token.id(), secret).text();
    }
}
