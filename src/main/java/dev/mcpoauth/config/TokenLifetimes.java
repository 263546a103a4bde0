package dev.mcpoauth.config;

import java.time.Duration;

/// How long everything that the broker issues stays valid.
///
/// @param code an authorization code; RFC 6749 4.1.2 recommends at most ten minutes
/// @param access an access token
/// @param refresh a refresh token, counted anew at every rotation
/// @param refreshMax a whole grant, however often it is refreshed
/// @param refreshGrace how long a spent refresh token still answers with the same successor
/// @param pending a login that the user has not finished
public record TokenLifetimes(
        Duration code,
        Duration access,
        Duration refresh,
        Duration refreshMax,
        Duration refreshGrace,
        Duration pending) {
    /// Five minutes, one hour, thirty days, one hundred and eighty days, thirty seconds, ten
    /// minutes.
    public static final TokenLifetimes DEFAULT =
            new TokenLifetimes(
                    Duration.ofMinutes(5),
                    Duration.ofHours(1),
                    Duration.ofDays(30),
                    Duration.ofDays(180),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(10));
}
