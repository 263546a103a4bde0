package dev.mcpoauth.cli;

import dev.mcpoauth.cli.Completions.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Prints or installs the completion script of a shell.
@Command(
        name = "completion",
        description = "Print the completion script of a shell, or install it for you.")
@Usage(
        examples = {
            "eval \"$(mcp-oauth completion bash)\"",
            "mcp-oauth completion fish --install",
        })
final class CompletionCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "SHELL", description = "Which shell: ${COMPLETION-CANDIDATES}.")
    Shell shell = Shell.BASH;

    @Option(names = "--install", description = "Write it where the shell looks for it.")
    boolean install;

    CompletionCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        String script = new Completions(CommandModel.of(session)).script(shell);
        if (!install) {
            session.terminal().raw(script);
            return 0;
        }
        Path file = place();
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, script);
        session.terminal().show(Map.of("file", file.toString()), List.of());
        session.terminal().done("completion is in " + file, next(file));
        return 0;
    }

    private Path place() {
        String home = session.terminal().device().variable("HOME");
        if (home.isEmpty()) {
            throw new CliError(ExitCode.USAGE, "HOME is not set", null);
        }
        Path data = base("XDG_DATA_HOME", home, ".local/share");
        Path config = base("XDG_CONFIG_HOME", home, ".config");
        return switch (shell) {
            case BASH -> data.resolve("bash-completion/completions/mcp-oauth");
            case ZSH -> data.resolve("zsh/site-functions").resolve(shell.file());
            case FISH -> config.resolve("fish/completions").resolve(shell.file());
            case POWERSHELL -> config.resolve("powershell").resolve(shell.file());
        };
    }

    private Path base(String variable, String home, String usual) {
        String value = session.terminal().device().variable(variable);
        return value.startsWith("/") ? Path.of(value) : Path.of(home).resolve(usual);
    }

    private String next(Path file) {
        return switch (shell) {
            case BASH, FISH -> "open a new shell";
            case ZSH -> "put this into ~/.zshrc before compinit: fpath+=(" + file.getParent() + ")";
            case POWERSHELL -> "put this into $PROFILE: . " + file;
        };
    }
}
