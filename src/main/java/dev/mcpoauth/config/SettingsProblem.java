package dev.mcpoauth.config;

/// Says what is wrong with a setting, and where it came from; exit code 2 for the command line.
public final class SettingsProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// A problem told in one sentence that holds no secret.
    public SettingsProblem(String message) {
        super(message);
    }
}
