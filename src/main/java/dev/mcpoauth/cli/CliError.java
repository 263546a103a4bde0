package dev.mcpoauth.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Ends a command with an exit code, one sentence, and the command that helps.
public final class CliError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exit;
    private final @Nullable String hint;

    /// An error whose message holds no secret; the hint is a command to run, or null.
    public CliError(ExitCode exit, String message, @Nullable String hint) {
        super(message);
        this.exit = exit;
        this.hint = hint;
    }

    /// The exit code.
    public ExitCode exit() {
        return exit;
    }

    /// The command that helps.
    public Optional<String> hint() {
        return Optional.ofNullable(hint);
    }

    /// The message, never null.
    public String sentence() {
        String message = getMessage();
        return message == null ? exit.code() : message;
    }
}
