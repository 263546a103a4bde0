package dev.mcpoauth.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a command that starts a broker listens.
final class ListenOptions {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The port to listen on (8787); 0 picks a free one.")
    @Nullable Integer port;

    @Option(
            names = "--operations",
            paramLabel = "[HOST:]PORT",
            description =
                    "Also serve metrics and readiness on this port, on loopback unless a HOST is given.")
    @Nullable String operations;

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
