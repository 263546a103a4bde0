package dev.mcpoauth.config;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns the parts of the JSON that are about strangers into checked [DoorSettings].
///
/// @param listen the `listen` object
/// @param log the `log` object
/// @param cimd the `cimd` object
/// @param inspector the setting `inspector`; null when it is not made
record DoorShape(
        Map<String, Object> listen,
        Map<String, Object> log,
        Map<String, Object> cimd,
        @Nullable Object inspector) {
    /// `limits` is the setting `rate_limits`: true, false, or an object of numbers.
    DoorSettings settings(@Nullable Object limits) {
        return new DoorSettings(
                texts("listen.public_names", listen.get("public_names")),
                texts("listen.trusted_proxies", listen.get("trusted_proxies")),
                limits(limits),
                requestLog(),
                Boolean.TRUE.equals(cimd.get("allow_loopback")),
                inspector instanceof Boolean told ? told : null);
    }

    private String requestLog() {
        Object value = log.get("requests");
        String text = value == null ? "off" : value.toString();
        if (!DoorSettings.LOGS.contains(text)) {
            throw new SettingsProblem("log.requests is off, text or json, not '" + text + "'");
        }
        return text;
    }

    private static RateLimits limits(@Nullable Object value) {
        if (Boolean.FALSE.equals(value)) {
            return RateLimits.OFF;
        }
        RateLimits usual = RateLimits.USUAL;
        if (value == null || Boolean.TRUE.equals(value)) {
            return usual;
        }
        Map<String, Object> json = SettingsShape.map("rate_limits", value);
        return new RateLimits(
                count(json, "register", usual.register()),
                count(json, "authorize", usual.authorize()),
                count(json, "documents", usual.documents()),
                count(json, "failures", usual.failures()));
    }

    private static int count(Map<String, Object> json, String name, int usual) {
        Object value = json.get(name);
        if (value == null) {
            return usual;
        }
        if (value instanceof Integer count && count >= 0) {
            return count;
        }
        throw new SettingsProblem(
                "rate_limits." + name + " is requests a minute (0 for no limit), not " + value);
    }

    private static Set<String> texts(String name, @Nullable Object value) {
        if (value == null) {
            return Set.of();
        }
        if (!(value instanceof Collection<?> list)
                || !list.stream().allMatch(String.class::isInstance)) {
            throw new SettingsProblem(name + " must be a list of texts");
        }
        Set<String> texts = new LinkedHashSet<>();
        list.forEach(text -> texts.add(String.valueOf(text)));
        return texts;
    }
}
