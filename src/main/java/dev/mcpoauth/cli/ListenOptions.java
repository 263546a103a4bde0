package dev.mcpoauth.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a command that starts a broker listens.
final class ListenOptions {
    @Nullable Integer port;

    @Nullable String operations;

    /// How they are written.
    void on(Flags flags) {
        flags.one(
                "--port PORT",
                "The port to listen on (8787); 0 picks a free one.",
                Integer.class,
                v -> port = v);
        flags.text(
                "--operations [HOST:]PORT",
                "Also serve metrics and readiness on this port, on loopback unless a HOST is given.",
                v -> operations = v);
    }

    /// The settings that the flags override, by dotted name.
    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        if (port != null) {
            values.put("listen.port", port);
        }
        if (operations != null) {
            values.put("listen.operations", operations);
        }
        return values;
    }
}
