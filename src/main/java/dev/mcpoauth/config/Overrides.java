package dev.mcpoauth.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the command line says, stronger than every file and variable.
///
/// @param configFile `--config`
/// @param dataDir `--data-dir`
/// @param values settings by their dotted name, such as `listen.port`
public record Overrides(
        @Nullable String configFile, @Nullable String dataDir, Map<String, Object> values) {
    /// Nothing is overridden.
    public static final Overrides NONE = new Overrides(null, null, Map.of());

    /// Copies the map.
    public Overrides {
        values = Map.copyOf(values);
    }
}
