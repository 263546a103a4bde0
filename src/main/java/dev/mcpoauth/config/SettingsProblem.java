package dev.mcpoauth.config;

/// Says what is wrong with a setting, and where it came from; exit code 2 for the command line.
public final class SettingsProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String setting;

    /// A problem told in one sentence that holds no secret.
    public SettingsProblem(String message) {
        this("", message);
    }

    private SettingsProblem(String setting, String message) {
        super(message);
        this.setting = setting;
    }

    /// A problem of the setting with this dotted name; the message goes on after the name.
    public static SettingsProblem about(String setting, String message) {
        return new SettingsProblem(setting, "setting '" + setting + "' " + message);
    }

    /// The same problem with the place where the setting was made.
    SettingsProblem at(String origin) {
        return new SettingsProblem(setting, origin + ": " + getMessage());
    }

    /// The dotted name of the setting that is wrong; empty when it is none in particular.
    public String setting() {
        return setting;
    }
}
