package dev.mcpoauth.config;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How the broker meets strangers: the names that it answers to, and how often it does.
///
/// @param publicNames hosts that it answers to besides loopback and the issuer's, without a port
/// @param trustedProxies addresses whose `X-Forwarded-For` is believed; nobody's by default
/// @param limits how many requests a minute each address has
/// @param requestLog a line for each request: `off`, `text` or `json`
/// @param loopbackDocuments whether a client id may be an http URL on loopback, for development
/// @param inspector whether the flow inspector is there; null: where only this computer can reach
///   it
public record DoorSettings(
        Set<String> publicNames,
        Set<String> trustedProxies,
        RateLimits limits,
        String requestLog,
        boolean loopbackDocuments,
        @Nullable Boolean inspector) {
    /// The choices for [#requestLog].
    static final List<String> LOGS = List.of("off", "text", "json");

    /// Copies the sets.
    public DoorSettings {
        publicNames = Set.copyOf(publicNames);
        trustedProxies = Set.copyOf(trustedProxies);
    }

    /// Loopback and the issuer only, no proxy, no request log; with the usual limits or none.
    public static DoorSettings usual(boolean limited) {
        RateLimits limits = limited ? RateLimits.USUAL : RateLimits.OFF;
        return new DoorSettings(Set.of(), Set.of(), limits, "off", false, null);
    }
}
