package dev.mcpoauth.config;

import dev.mcpoauth.oauth.StorePlace;
import dev.mcpoauth.oauth.StorePlace.InFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/// Where files live, after the XDG base directory rules.
///
/// @param config user configuration and the key file
/// @param state the database
/// @param runtime the files of a running broker
public record Folders(Path config, Path state, Path runtime) {
    private static final String NAME = "mcp-oauth";
    private static final String RUN = "run";

    /// The folders for this environment; `MCP_OAUTH_DATA_DIR` puts everything in one place.
    public static Folders of(Map<String, String> env) {
        String single = env.getOrDefault("MCP_OAUTH_DATA_DIR", "");
        if (!single.isEmpty()) {
            return in(Path.of(single));
        }
        Path state = base(env, "XDG_STATE_HOME", ".local/state").resolve(NAME);
        String runtime = env.getOrDefault("XDG_RUNTIME_DIR", "");
        return new Folders(
                base(env, "XDG_CONFIG_HOME", ".config").resolve(NAME),
                state,
                // never /tmp: anybody could have been there first
                runtime.startsWith("/") ? Path.of(runtime).resolve(NAME) : state.resolve(RUN));
    }

    /// Everything in one folder.
    public static Folders in(Path folder) {
        return new Folders(folder, folder, folder.resolve(RUN));
    }

    /// The database, unless the settings name another.
    Path usualDatabase() {
        return state.resolve("mcp-oauth.db");
    }

    /// The files of the broker of this database; each database has its own.
    RuntimeFiles runtimeOf(String database) {
        if (database.equals(usualDatabase().toString())) {
            return new RuntimeFiles(runtime.resolve("broker"));
        }
        String place =
                StorePlace.of(database) instanceof InFile(Path file)
                        ? file.toAbsolutePath().normalize().toString()
                        : database;
        UUID name = UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.UTF_8));
        return new RuntimeFiles(runtime.resolve("broker-" + name.toString().substring(0, 8)));
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
