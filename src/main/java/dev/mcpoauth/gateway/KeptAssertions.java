package dev.mcpoauth.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Says the same about a caller for a third of a statement's life, instead of signing it again for
/// each request.
final class KeptAssertions implements Assertions {
    private static final Duration KEPT = AssertionClaims.LIFE.dividedBy(3);
    private static final int MOST = 10_000;

    private final Cache<Caller, Held> held = Caffeine.newBuilder().maximumSize(MOST).build();
    private final Assertions signed;
    private final InstantSource clock;

    /// Everything that a statement says about a caller.
    private record Caller(String user, String client, Scope scope, String provider) {}

    private record Held(String statement, Instant from) {
        /// A clock that was set back makes none of them older than it is.
        boolean isGood(Instant now) {
            return !now.isBefore(from) && now.isBefore(from.plus(KEPT));
        }
    }

    KeptAssertions(Assertions signed, InstantSource clock) {
        this.signed = signed;
        this.clock = clock;
    }

    @Override
    public String about(AccessTokenInfo token) {
        Caller caller =
                new Caller(token.userId(), token.clientId(), token.scope(), token.provider());
        Instant now = clock.instant();
        Held known = held.getIfPresent(caller);
        if (known == null || !known.isGood(now)) {
            known = new Held(signed.about(token), now);
            held.put(caller, known);
        }
        return known.statement();
    }
}
