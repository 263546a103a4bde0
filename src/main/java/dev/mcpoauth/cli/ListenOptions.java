package dev.mcpoauth.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a command that starts a broker listens.
final class ListenOptions {
    @Option(names = "--port", description = "The port to listen on; 0 picks a free one.")
    @Nullable Integer port;

    @Option(
            names = "--operations",
            paramLabel = "[HOST:]PORT",
            description = "Give metrics and readiness on this port, too; loopback by default.")
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
