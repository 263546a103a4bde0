package dev.mcpoauth.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Names that only the program itself knows, asked for by completions through `__complete`.
enum Live {
    /// None.
    NONE,
    /// The providers of the settings.
    PROVIDERS,
    /// Accounts as `token` takes them.
    REFS,
    /// The clients' ids.
    CLIENTS,
    /// The names of the settings.
    SETTINGS,
    /// The commands.
    COMMANDS;

    private static final Map<String, Live> LABELS =
            Map.of(
                    "PROVIDER", PROVIDERS,
                    "PROVIDER[/ACCOUNT]", REFS,
                    "REF", REFS,
                    "CLIENT", CLIENTS,
                    "COMMAND", COMMANDS);

    /// What a value with this label is, in the command with this path.
    static Live of(String label, List<String> path) {
        Live known = LABELS.get(label);
        if (known != null) {
            return known;
        }
        String noun = path.size() < 2 ? "" : path.getFirst();
        return switch (noun + " " + label) {
            case "provider NAME" -> PROVIDERS;
            case "client ID" -> CLIENTS;
            case "config NAME" -> SETTINGS;
            default -> NONE;
        };
    }

    /// The word for it in the scripts.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
