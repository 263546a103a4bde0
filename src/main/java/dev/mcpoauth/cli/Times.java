package dev.mcpoauth.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Times as people and programs read them.
final class Times {
    private static final long DAY_HOURS = 48;

    private Times() {}

    /// The members `expires_at` (RFC 3339) and `expires_in` (seconds); none when it never expires.
    static Map<String, Object> expiry(@Nullable Instant end, Instant now) {
        Map<String, Object> members = new LinkedHashMap<>();
        if (end != null) {
            members.put("expires_at", end.truncatedTo(ChronoUnit.SECONDS).toString());
            members.put("expires_in", Math.max(0, Duration.between(now, end).toSeconds()));
        }
        return members;
    }

    /// `in 7h 52m`, `expired`, or `never`.
    static String until(@Nullable Instant end, Instant now) {
        if (end == null) {
            return "never";
        }
        return end.isAfter(now) ? "in " + length(Duration.between(now, end)) : "expired";
    }

    /// `3 days ago` in the same short form.
    static String since(Instant then, Instant now) {
        return then.isBefore(now) ? length(Duration.between(then, now)) + " ago" : "now";
    }

    /// `58d`, `7h 52m`, `41m`, `12s`.
    static String length(Duration length) {
        if (length.toHours() >= DAY_HOURS) {
            return length.toDays() + "d";
        }
        if (length.toHours() > 0) {
            return length.toHours() + "h " + length.toMinutesPart() + "m";
        }
        return length.toMinutes() > 0 ? length.toMinutes() + "m" : length.toSeconds() + "s";
    }
}
