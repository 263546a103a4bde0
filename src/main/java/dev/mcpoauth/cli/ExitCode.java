package dev.mcpoauth.cli;

import java.util.Locale;

/// How a command ended, for scripts.
public enum ExitCode {
    /// All is well.
    OK(0, "done"),
    /// Something unexpected.
    ERROR(1, "something unexpected went wrong; -vv shows where"),
    /// A bad flag, argument or setting.
    USAGE(2, "a flag, argument or setting is wrong"),
    /// No usable token: the user must log in.
    LOGIN_REQUIRED(3, "no usable token: log in (again)"),
    /// The broker or the service cannot be reached.
    UNREACHABLE(4, "the broker or the service cannot be reached now"),
    /// No provider, client, token or file has this name.
    NOT_FOUND(5, "no provider, client, token or file has this name"),
    /// A file exists, a port is taken, the database is locked or newer.
    CONFLICT(6, "a file exists, a port is taken, the database is locked or newer"),
    /// The user or the service said no.
    DENIED(7, "the user or the service said no"),
    /// A login is still running, or `--check` found a difference.
    PENDING(8, "a login is still running, or a check found a difference"),
    /// A check that was asked for found something wrong.
    CHECK_FAILED(9, "a check found something wrong"),
    /// Ctrl-C.
    INTERRUPTED(130, "interrupted by Ctrl-C"),
    /// Whoever read the output has enough: 128 + SIGPIPE, as for any program in a pipe.
    CLOSED_PIPE(141, "whoever read the output has gone");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /// The process's exit status.
    public int number() {
        return number;
    }

    /// The name in the error envelope, such as `login_required`.
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What it means, for the help.
    public String meaning() {
        return meaning;
    }
}
