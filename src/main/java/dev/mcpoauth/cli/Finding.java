package dev.mcpoauth.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One thing that `doctor` looked at.
///
/// @param group what it belongs to
/// @param verdict `ok`, `warn` or `fail`
/// @param text what was found, in words without secrets
/// @param repair the command that mends it; empty when nothing is to do
/// @param fix does the same at once, where that is safe; null where a person must decide
record Finding(String group, String verdict, String text, String repair, @Nullable Fix fix) {
    static final String OK = "ok";
    static final String WARN = "warn";
    static final String FAIL = "fail";

    /// Mends something.
    @FunctionalInterface
    interface Fix {
        /// Mends it; throws when it cannot.
        void run() throws java.io.IOException;
    }

    static Finding ok(String group, String text) {
        return new Finding(group, OK, text, "", null);
    }

    static Finding warn(String group, String text, String repair) {
        return new Finding(group, WARN, text, repair, null);
    }

    static Finding fail(String group, String text, String repair) {
        return new Finding(group, FAIL, text, repair, null);
    }

    /// The same, mended by `--fix`.
    Finding fixedBy(Fix how) {
        return new Finding(group, verdict, text, repair, how);
    }

    Optional<Fix> safeFix() {
        return Optional.ofNullable(fix);
    }

    /// Problems first.
    int weight() {
        return switch (verdict) {
            case FAIL -> 0;
            case WARN -> 1;
            default -> 2;
        };
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("group", group);
        fields.put("verdict", verdict);
        fields.put("text", text);
        if (!repair.isEmpty()) {
            fields.put("repair", repair);
        }
        return fields;
    }
}
