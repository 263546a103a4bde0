package dev.mcpoauth.cli;

import dev.mcpoauth.provider.ProviderFault;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Ends a command with an exit code, one sentence, and the command that helps.
public final class CliError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exit;
    private @Nullable String hint;
    private final transient Map<String, Object> details = new LinkedHashMap<>();

    /// An error whose message holds no secret; the hint is a command to run, or null.
    public CliError(ExitCode exit, String message, @Nullable String hint) {
        super(message);
        this.exit = exit;
        this.hint = hint;
    }

    /// The refusal of a provider's secret in a command line, which other users of the machine see
    /// and shells remember.
    static CliError secretTold(String provider) {
        return new CliError(
                ExitCode.USAGE,
                "a secret does not belong into a command line or the settings file",
                ProviderFault.credentials(provider));
    }

    /// The same error with one more member in its JSON form, such as `provider`, `http_status` or
    /// `oauth_error`.
    public CliError with(String name, Object value) {
        details.put(name, value);
        return this;
    }

    /// The same error with a command that helps.
    CliError hinting(String command) {
        hint = command;
        return this;
    }

    /// The same error, caused by another one that `-vv` shows.
    public CliError from(Throwable cause) {
        initCause(cause);
        return this;
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

    /// The envelope that scripts read: `code`, `exit`, `message`, `hint` and the details.
    public Map<String, Object> envelope() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("code", exit.code());
        body.put("exit", exit.number());
        body.put("message", sentence());
        hint().ifPresent(command -> body.put("hint", command));
        body.putAll(details);
        return Map.of("error", body);
    }
}
