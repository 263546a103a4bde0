package dev.mcpoauth.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jline.utils.Signals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Runs another program with a token in its environment, and in nobody else's.
@Command(
        name = "exec",
        description = {
            "Run a command with the token in its environment.",
            "",
            "Ends as the command ends; with 127 when there is no such command."
        })
@Usage(
        examples = {
            "mcp-oauth token exec github -- gh api user",
            "mcp-oauth token exec github --name GH_TOKEN -- sh -c 'echo ${#GH_TOKEN}'",
        },
        exits = {ExitCode.LOGIN_REQUIRED, ExitCode.NOT_FOUND},
        opensStore = true)
final class TokenExec implements Callable<Integer> {
    private static final int NO_SUCH_COMMAND = 127;

    private final Session session;

    @Mixin TokenWish wish = new TokenWish();

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "COMMAND",
            description = "The command and its arguments, after --.")
    List<String> command = List.of();

    @Option(
            names = "--name",
            paramLabel = "VARIABLE",
            description = "The variable; usually the provider's name and _TOKEN.")
    String name = "";

    TokenExec(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        HandedToken token = new TokenSource(session).get(wish);
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put(Shell.variable(name, token), token.accessToken());
        // Ctrl-C goes to both: the command may still want to say something, and how it ends counts
        Signals.register("INT", () -> {});
        Process child;
        try {
            child = builder.start();
        } catch (IOException e) {
            session.terminal()
                    .error(
                            new CliError(
                                    ExitCode.NOT_FOUND, "cannot run " + command.getFirst(), null),
                            session.options().structured());
            return NO_SUCH_COMMAND;
        }
        return ended(child);
    }

    /// Whoever ends this process ends the command, and how that ends counts.
    private static int ended(Process child) throws InterruptedException {
        Thread last = Thread.ofPlatform().unstarted(() -> follow(child));
        Runtime.getRuntime().addShutdownHook(last);
        int exit = child.waitFor();
        try {
            Runtime.getRuntime().removeShutdownHook(last);
        } catch (IllegalStateException e) {
            // the process is ending already, and the hook ends it as the command ended
            last.join();
        }
        return exit;
    }

    /// Waits as long as the command takes, as if it had got the signal itself.
    private static void follow(Process child) {
        try {
            child.destroy();
            Runtime.getRuntime().halt(child.waitFor());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
