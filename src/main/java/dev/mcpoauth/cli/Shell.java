package dev.mcpoauth.cli;

import java.util.Locale;

/// How a shell is told to set a variable, so that `eval` of it sets it and does nothing else.
enum Shell {
    /// sh, bash, zsh, dash.
    SH,
    /// fish.
    FISH,
    /// PowerShell.
    POWERSHELL;

    /// The name on the command line.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The assignment, the value quoted so that nothing in it is run.
    String assignment(String name, String value) {
        return switch (this) {
            case SH -> "export " + name + "='" + value.replace("'", "'\\''") + "'";
            case FISH ->
                    "set -gx "
                            + name
                            + " '"
                            + value.replace("\\", "\\\\").replace("'", "\\'")
                            + "'";
            case POWERSHELL -> "$env:" + name + " = '" + value.replace("'", "''") + "'";
        };
    }

    /// The usual variable of a token, such as `GITHUB_TOKEN`.
    static String variable(HandedToken token) {
        return token.provider().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_") + "_TOKEN";
    }

    /// The variable that was asked for; refuses what is no name of a variable.
    static String variable(String asked, HandedToken token) {
        if (asked.isEmpty()) {
            return variable(token);
        }
        if (!asked.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw new CliError(
                    ExitCode.USAGE, "'" + asked + "' is not the name of a variable", null);
        }
        return asked;
    }
}
