package dev.mcpoauth.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How the database is opened and kept small.
///
/// @param passwordFile the file with the password of a PostgreSQL database; empty for none
/// @param passwordCommand the command that prints it; empty for none
/// @param auditKept how long an event of the audit trail is kept; null for ever
/// @param patience how long to wait for a database that another process holds, or for its server;
///   null for as long as the store usually does
public record StoreCare(
        String passwordFile,
        String passwordCommand,
        @Nullable Duration auditKept,
        @Nullable Duration patience) {
    static final Duration USUAL = Duration.ofDays(90);
    private static final String FOR_EVER = "forever";

    /// The same, waiting so long.
    public StoreCare waiting(Duration other) {
        return new StoreCare(passwordFile, passwordCommand, auditKept, other);
    }

    static @Nullable Duration kept(@Nullable Object value) {
        if (value == null) {
            return USUAL;
        }
        try {
            return value.equals(FOR_EVER) ? null : Durations.parse(value.toString());
        } catch (SettingsProblem e) {
            throw SettingsProblem.about(
                    "audit.keep", "is wrong: " + e.getMessage() + ", or " + FOR_EVER);
        }
    }
}
