package dev.mcpoauth.cli;

import java.util.Locale;

/// How a command ended, for scripts.
public enum ExitCode {
    /// All is well.
    OK(0),
    /// Something unexpected.
    ERROR(1),
    /// A bad flag, argument or setting.
    USAGE(2),
    /// No usable token: the user must log in.
    LOGIN_REQUIRED(3),
    /// The broker or the service cannot be reached.
    UNREACHABLE(4),
    /// No provider, client or token has this name.
    NOT_FOUND(5),
    /// A file exists, a port is taken, the database is locked or newer.
    CONFLICT(6),
    /// The user or the service said no.
    DENIED(7),
    /// A login is still running.
    PENDING(8);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /// The process's exit status.
    public int number() {
        return number;
    }

    /// The name in the error envelope, such as `login_required`.
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
