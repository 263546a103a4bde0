package dev.mcpoauth.gateway;

import java.time.Duration;

/// Sees to it that a stream ends with the caller's token, however much is said in it.
final class TokenEnd {
    private final Call call;
    private final long pause;
    private long checkedAt = System.nanoTime();

    /// @param pause how long a token that was checked is taken for good
    TokenEnd(Call call, Duration pause) {
        this.call = call;
        this.pause = pause.toNanos();
    }

    /// True when the token has died while the stream was open.
    boolean over() {
        long now = System.nanoTime();
        if (now - checkedAt < pause) {
            return false;
        }
        checkedAt = now;
        return !call.stillGood().getAsBoolean();
    }
}
