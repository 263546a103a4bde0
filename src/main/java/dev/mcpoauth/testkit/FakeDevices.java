package dev.mcpoauth.testkit;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The pretend service's logins by code. RFC 8628.
final class FakeDevices {
    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final Set<String> USERS = Set.of("alice", "bob");

    /// A login by code; `user` is empty while nobody has answered, `-` after a no.
    private record Waiting(String userCode, String scope, Instant expiresAt, String user) {
        Waiting answered(String who) {
            return new Waiting(userCode, scope, expiresAt, who);
        }
    }

    /// Who said yes to what.
    record Approved(String user, String scope) {}

    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final String baseUrl;

    FakeDevices(InstantSource clock, String baseUrl) {
        this.clock = clock;
        this.baseUrl = baseUrl;
    }

    void start(FakeCall call) throws IOException {
        String deviceCode = "demo_dc_" + UUID.randomUUID();
        String letters = UUID.randomUUID().toString().replace("-", "").toUpperCase(Locale.ROOT);
        String userCode = letters.substring(0, 4) + "-" + letters.substring(4, 8);
        String scope = call.form().getOrDefault("scope", "");
        waiting.put(deviceCode, new Waiting(userCode, scope, clock.instant().plus(LIFE), ""));
        call.json(
                200,
                """
                {"device_code":"%1$s","user_code":"%2$s","verification_uri":"%3$s/device",\
                "verification_uri_complete":"%3$s/device?user_code=%2$s",\
                "expires_in":%4$d,"interval":1}\
                """
                        .formatted(deviceCode, userCode, baseUrl, LIFE.toSeconds()));
    }

    /// The page's answer: the user of the form says yes, an empty one says no.
    void decide(FakeCall call) throws IOException {
        String typed = call.form().getOrDefault("user_code", "").strip().toUpperCase(Locale.ROOT);
        String user = call.form().getOrDefault("user", "");
        Optional<String> deviceCode =
                waiting.entrySet().stream()
                        .filter(each -> each.getValue().userCode().equals(typed))
                        .filter(each -> each.getValue().user().isEmpty())
                        .map(Map.Entry::getKey)
                        .findFirst();
        String who = USERS.contains(user) ? user : "-";
        deviceCode.ifPresent(code -> waiting.computeIfPresent(code, (c, w) -> w.answered(who)));
        call.html(
                deviceCode.isPresent()
                        ? "<!doctype html><title>Done</title><p>You can close this page."
                        : "<!doctype html><title>Unknown</title><p>Nobody waits for this code.");
    }

    /// The approved login of a poll; otherwise the RFC's error has been answered. Good once.
    Optional<Approved> poll(FakeCall call) throws IOException {
        String deviceCode = call.form().getOrDefault("device_code", "");
        Waiting found = waiting.get(deviceCode);
        // RFC 8628 3.5: pending, denied, expired
        if (found == null) {
            call.json(400, "{\"error\":\"invalid_grant\"}");
        } else if (clock.instant().isAfter(found.expiresAt())) {
            call.json(400, "{\"error\":\"expired_token\"}");
        } else if (found.user().isEmpty()) {
            call.json(400, "{\"error\":\"authorization_pending\"}");
        } else if (found.user().equals("-")) {
            call.json(400, "{\"error\":\"access_denied\"}");
        } else if (waiting.remove(deviceCode, found)) {
            return Optional.of(new Approved(found.user(), found.scope()));
        } else {
            call.json(400, "{\"error\":\"invalid_grant\"}");
        }
        return Optional.empty();
    }
}
