package dev.mcpoauth.provider;

/// One thing that was looked at in a provider.
///
/// @param what what was looked at
/// @param level how it is
/// @param detail what was found; never holds a secret
/// @param repair what to do about it; empty where nothing is to be done
public record Finding(String what, Level level, String detail, String repair) {
    /// How a thing is.
    public enum Level {
        /// As it should be.
        GOOD,
        /// It works, and something about it should be known.
        WARNING,
        /// It does not work.
        BAD
    }

    static Finding good(String what, String detail) {
        return new Finding(what, Level.GOOD, detail, "");
    }

    static Finding warning(String what, String detail, String repair) {
        return new Finding(what, Level.WARNING, detail, repair);
    }

    static Finding bad(String what, String detail, String repair) {
        return new Finding(what, Level.BAD, detail, repair);
    }
}
