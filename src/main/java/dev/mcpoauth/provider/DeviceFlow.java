package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The messages of a login by code. RFC 8628.
final class DeviceFlow {
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";
    // RFC 8628 3.2: five seconds when the service does not say
    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(5);
    private static final Duration USUAL_LIFE = Duration.ofMinutes(10);

    private DeviceFlow() {}

    static Map<String, String> pollBody(DeviceAuthorization started) {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("grant_type", GRANT);
        body.put("device_code", started.deviceCode().value());
        return body;
    }

    static DeviceAuthorization started(ServiceAnswer answer, InstantSource clock) {
        // Google calls it verification_url, as the drafts of the RFC did
        URI where =
                web(
                        answer.text("/verification_uri")
                                .or(() -> answer.text("/verification_url"))
                                .orElseThrow(DeviceFlow::incomplete));
        Duration life = seconds(answer, "/expires_in").orElse(USUAL_LIFE);
        Instant end = clock.instant().plus(life);
        return new DeviceAuthorization(
                new Secret(answer.text("/device_code").orElseThrow(DeviceFlow::incomplete)),
                answer.text("/user_code").orElseThrow(DeviceFlow::incomplete),
                where,
                complete(answer),
                end,
                seconds(answer, "/interval").orElse(USUAL_INTERVAL));
    }

    /// What an error says about the login; empty when it is another trouble.
    static Optional<DevicePoll> outcome(String error) {
        // RFC 8628 3.5: the four codes; authorization_declined is Microsoft's word for the third
        return switch (error) {
            case "authorization_pending" -> Optional.of(new DevicePoll.Pending());
            case "slow_down" -> Optional.of(new DevicePoll.SlowDown());
            case "access_denied", "authorization_declined" -> Optional.of(new DevicePoll.Denied());
            case "expired_token" -> Optional.of(new DevicePoll.Expired());
            default -> Optional.empty();
        };
    }

    private static @Nullable URI complete(ServiceAnswer answer) {
        return answer.text("/verification_uri_complete").map(DeviceFlow::web).orElse(null);
    }

    /// The address is shown and opened: it must be a web page.
    private static URI web(String text) {
        if (!text.matches("https?://[!-~]{1,2000}")) {
            throw incomplete();
        }
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw incomplete();
        }
    }

    private static Optional<Duration> seconds(ServiceAnswer answer, String pointer) {
        return answer.text(pointer)
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    private static ServiceUnavailable incomplete() {
        return new ServiceUnavailable("the service's answer has no usable device code", null);
    }
}
