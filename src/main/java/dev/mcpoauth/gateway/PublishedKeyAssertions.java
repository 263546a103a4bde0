package dev.mcpoauth.gateway;

import dev.mcpoauth.broker.SignTokens;
import dev.mcpoauth.oauth.AccessTokenInfo;

/// Signs with the key that the broker publishes at `/jwks` (ES256).
record PublishedKeyAssertions(AssertionClaims claims, SignTokens keys) implements Assertions {
    @Override
    public String about(AccessTokenInfo token) {
        return keys.sign(AssertionClaims.TYPE, claims.about(token));
    }
}
