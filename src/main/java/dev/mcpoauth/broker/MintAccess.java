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

    /// Makes a token of a grant; `secret` is its secret part when it is opaque.
    Minted mint(Transaction tx, Grant grant, Secret secret, Scope scope) {
        Instant now = on.now();
        Instant wished = now.plus(on.settings().tokens().access());
        Instant end = wished.isBefore(grant.expiresAt()) ? wished : grant.expiresAt();
        AccessToken made = new AccessToken(0, secret.hash(), grant.id(), scope, now, end, null);
        long id = store.accessTokens().insert(tx, made);
        AccessToken token = new AccessToken(id, made.hash(), grant.id(), scope, now, end, null);
        if (format(grant) == TokenFormat.OPAQUE) {
            return new Minted(token, opaque(token, secret));
        }
        String text = signing.sign(tx, grant, token);
        store.accessTokens().sign(tx, id, Secret.sha256(text), text);
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
