package dev.mcpoauth.inspect;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// Whether a server can be reached from here, and what time it has.
///
/// @param problem why not; empty when it answered
/// @param time its clock, where it says it
public record Reach(String problem, Optional<Instant> time) {
    /// Asks the server of this URL for anything.
    public static Reach of(URI url, Duration deadline) {
        try (Fetch fetch = new Fetch(url, deadline)) {
            Fetch.Answer answer = fetch.get(url.toString());
            return new Reach(answer.problem(), date(answer.header("date")));
        }
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
