package dev.mcpoauth.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a command that starts a broker listens.
final class ListenOptions {
    @Option(names = "--port", description = "The port to listen on; 0 picks a free one.")
    @Nullable Integer port;

    /// The settings that the flags override, by dotted name.
    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        if (port != null) {
            values.put("listen.port", port);
        }
        return values;
    }
}
