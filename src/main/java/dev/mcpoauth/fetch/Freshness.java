package dev.mcpoauth.fetch;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// How long an answer stays fresh, from its headers.
///
/// [RFC 9111 4.2.1](https://www.rfc-editor.org/rfc/rfc9111#section-4.2.1)
final class Freshness {
    private Freshness() {}

    /// The lifetime that is left; zero when the server allows none or says nothing.
    static Duration of(Answer answer) {
        List<String> directives =
                Arrays.stream(answer.header("cache-control").orElse("").split(",", -1))
                        .map(each -> each.strip().toLowerCase(Locale.ROOT))
                        .toList();
        // RFC 9111 5.2.2: neither may be used without asking again
        if (directives.contains("no-store") || directives.contains("no-cache")) {
            return Duration.ZERO;
        }
        return directives.stream()
                .filter(each -> each.matches("max-age=\"?\\d{1,9}\"?"))
                .findFirst()
                .map(each -> Duration.ofSeconds(Long.parseLong(each.replaceAll("\\D", ""))))
                .map(life -> positive(life.minus(age(answer))))
                .or(() -> answer.header("expires").map(at -> until(at, answer)))
                .orElse(Duration.ZERO);
    }

    // RFC 9111 4.2.1: Expires minus Date
    private static Duration until(String expires, Answer answer) {
        try {
            return positive(
                    Duration.between(date(answer.header("date").orElse("")), date(expires)));
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }

    private static ZonedDateTime date(String text) {
        return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
    }

    private static Duration age(Answer answer) {
        return answer.header("age")
                .filter(text -> text.matches("\\d{1,9}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .orElse(Duration.ZERO);
    }

    private static Duration positive(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
