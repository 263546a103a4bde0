package dev.mcpoauth.cli;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the new secret of a client goes, and how long it is good.
final class SecretOptions {
    @Option(
            names = "--secret-out",
            paramLabel = "FILE|-",
            description = "Write the secret to this new file (0600), or to stdout.")
    String secretOut = "";

    @Option(
            names = "--expires",
            paramLabel = "DURATION",
            description = "How long the secret is good, such as 90d; without an end when left out.")
    @Nullable Duration expires;

    /// Where it goes.
    SecretOut out(Session session) {
        return new SecretOut(session, secretOut);
    }

    /// When it ends; null when it does not.
    @Nullable Instant end(Session session) {
        Duration life = expires;
        return life == null ? null : session.product().clock().instant().plus(life);
    }
}
