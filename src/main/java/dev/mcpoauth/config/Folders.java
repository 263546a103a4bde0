package dev.mcpoauth.config;

import java.nio.file.Path;
import java.util.Map;

/// Where files live, after the XDG base directory rules.
///
/// @param config user configuration and the key file
/// @param state the database
public record Folders(Path config, Path state) {
    private static final String NAME = "mcp-oauth";

    /// The folders for this environment; `MCP_OAUTH_DATA_DIR` puts everything in one place.
    public static Folders of(Map<String, String> env) {
        String single = env.getOrDefault("MCP_OAUTH_DATA_DIR", "");
        if (!single.isEmpty()) {
            return in(Path.of(single));
        }
        return new Folders(
                base(env, "XDG_CONFIG_HOME", ".config").resolve(NAME),
                base(env, "XDG_STATE_HOME", ".local/state").resolve(NAME));
    }

    /// Everything in one folder.
    public static Folders in(Path folder) {
        return new Folders(folder, folder);
    }

    private static Path base(Map<String, String> env, String variable, String fallback) {
        String value = env.getOrDefault(variable, "");
        if (value.startsWith("/")) {
            return Path.of(value);
        }
        String home = env.getOrDefault("HOME", "");
        if (home.isEmpty()) {
            throw new SettingsProblem(
                    "HOME is not set; set it, or give --data-dir or MCP_OAUTH_DATA_DIR");
        }
        return Path.of(home).resolve(fallback);
    }
}
