package dev.mcpoauth.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// An MCP server that is a program speaking over its standard streams.
///
/// @param command the program and its arguments; no shell reads them
/// @param env variables for it; `${service_token}` in a value stands for the user's token
/// @param inherit names of our own variables that it gets too
/// @param idle how long a session without a request and without a stream lives
public record StdioSettings(
        List<String> command, Map<String, String> env, List<String> inherit, Duration idle) {
    /// Copies everything.
    public StdioSettings {
        command = List.copyOf(command);
        env = Map.copyOf(env);
        inherit = List.copyOf(inherit);
    }
}
