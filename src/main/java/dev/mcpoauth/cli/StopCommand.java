package dev.mcpoauth.cli;

import dev.mcpoauth.config.Settings;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

/// Ends the running broker of this database.
@Command(name = "stop", description = "Stop the running broker, after the requests at hand.")
@Usage(
        examples = {"mcp-oauth stop"},
        exits = {ExitCode.UNREACHABLE, ExitCode.NOT_FOUND})
final class StopCommand implements Callable<Integer> {
    private static final long PATIENCE_SECONDS = 15;

    private final Session session;

    StopCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        Settings settings = session.settings(Map.of());
        Optional<LocalBroker> found = LocalBroker.find(settings.runtime());
        if (found.isEmpty()) {
            if (settings.runtime().running()) {
                throw new CliError(
                        ExitCode.UNREACHABLE, "the broker does not answer", "mcp-oauth doctor");
            }
            throw new CliError(ExitCode.NOT_FOUND, "no broker runs", "mcp-oauth serve");
        }
        long pid = found.get().pid();
        boolean ended =
                found.get().stop()
                        && Progress.during(
                                session, "the broker finishes its requests", () -> ended(pid));
        if (!ended) {
            throw new CliError(
                    ExitCode.UNREACHABLE,
                    "the broker (pid " + pid + ") does not end",
                    "kill " + pid);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("stopped", true);
        fields.put("pid", pid);
        session.terminal().show(fields, List.of());
        session.terminal().done("stopped the broker (pid " + pid + ")", "");
        return 0;
    }

    private static boolean ended(long pid) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty() || process.get().equals(ProcessHandle.current())) {
            return true;
        }
        try {
            process.get().onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
