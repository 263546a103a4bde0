package dev.mcpoauth.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.mcpoauth.config.RateLimits;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Counts what each address asks for, and how long it has to wait when that was too much.
///
/// A bucket holds a minute's worth and fills again steadily. The least recently seen addresses are
/// forgotten when there are too many.
final class Throttle {
    private static final int MOST_BUCKETS = 50_000;
    private static final double NANOS_A_MINUTE = 60e9;

    /// What is counted apart.
    enum Kind {
        REGISTER,
        AUTHORIZE,
        DOCUMENTS,
        FAILURES
    }

    private record Key(Kind kind, String address) {}

    private static final class Bucket {
        private double left;
        private long at;

        Bucket(int limit, long now) {
            left = limit;
            at = now;
        }

        synchronized long take(int limit, long now, boolean really) {
            left = Math.min(limit, left + (now - at) * (limit / NANOS_A_MINUTE));
            at = now;
            if (left >= 1) {
                left -= really ? 1 : 0;
                return 0;
            }
            return (long) Math.ceil((1 - left) * 60 / limit);
        }
    }

    private final RateLimits limits;
    private final LongSupplier nanos;
    private final Cache<Key, Bucket> buckets =
            Caffeine.newBuilder()
                    .maximumSize(MOST_BUCKETS)
                    .expireAfterAccess(Duration.ofMinutes(2))
                    .build();

    /// A throttle on this clock of nanoseconds.
    Throttle(RateLimits limits, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
    }

    /// Takes one; gives back the seconds to wait, 0 when there was one to take.
    long take(Kind kind, String address) {
        return ask(kind, address, true);
    }

    /// The seconds to wait, without taking one.
    long wait(Kind kind, String address) {
        return ask(kind, address, false);
    }

    private long ask(Kind kind, String address, boolean really) {
        int limit =
                switch (kind) {
                    case REGISTER -> limits.register();
                    case AUTHORIZE -> limits.authorize();
                    case DOCUMENTS -> limits.documents();
                    case FAILURES -> limits.failures();
                };
        if (limit == 0) {
            return 0;
        }
        long now = nanos.getAsLong();
        return buckets.get(new Key(kind, address), key -> new Bucket(limit, now))
                .take(limit, now, really);
    }
}
