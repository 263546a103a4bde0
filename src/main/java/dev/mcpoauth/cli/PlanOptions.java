package dev.mcpoauth.cli;

import dev.mcpoauth.config.EditLock;
import dev.mcpoauth.scaffold.Diff;
import dev.mcpoauth.scaffold.Plan;
import dev.mcpoauth.scaffold.Plan.Action;
import dev.mcpoauth.scaffold.Plan.Rule;
import dev.mcpoauth.scaffold.Plan.Step;
import dev.mcpoauth.scaffold.ScaffoldRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where files are written, and what happens to those that are there.
final class PlanOptions {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Write into this folder instead of the current one.")
    String dir = "";

    @Option(names = "--dry-run", description = "Say what would happen, and change nothing.")
    boolean dryRun;

    @Option(names = "--diff", description = "Show the lines that would change, and change nothing.")
    boolean diff;

    @Option(names = "--force", description = "Replace files that are there.")
    boolean force;

    Path root() {
        Path root = Path.of(dir).toAbsolutePath().normalize();
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw new CliError(ExitCode.USAGE, root + " is not a folder", null);
        }
        return root;
    }

    Rule rule(boolean skipExisting) {
        if (force && skipExisting) {
            throw new CliError(ExitCode.USAGE, "give --force or --skip-existing, not both", null);
        }
        if (force) {
            return Rule.FORCE;
        }
        return skipExisting ? Rule.SKIP : Rule.ASK;
    }

    /// The lock of whoever changes settings; null where nothing is changed.
    @Nullable EditLock lock(Session session) {
        return writes() ? session.editLock() : null;
    }

    boolean writes() {
        return !dryRun && !diff;
    }

    /// Tells each file; the lines that differ too where they were asked for.
    void tell(Terminal terminal, Plan plan) {
        for (Step step : plan.steps()) {
            terminal.data("  %-9s %s".formatted(word(step.action()), step.path()));
            if (diff && step.action() != Action.IDENTICAL && step.action() != Action.SKIP) {
                Diff.of(step.before(), step.after()).forEach(line -> terminal.data("    " + line));
            }
        }
    }

    /// Refuses a plan with files in the way: nothing of it is done.
    static void refuse(Plan plan, String command) {
        if (!plan.conflicts()) {
            return;
        }
        String files =
                plan.steps().stream()
                        .filter(step -> step.action() == Action.CONFLICT)
                        .map(Step::path)
                        .collect(Collectors.joining(", "));
        throw new CliError(
                ExitCode.CONFLICT,
                files + ": there already and different; nothing was written",
                command + " --diff");
    }

    static List<Map<String, Object>> json(Plan plan) {
        return plan.steps().stream()
                .map(step ->
                        Map.<String, Object>of(
                                "path", step.path(),
                                "action", word(step.action()),
                                "sha256", ScaffoldRecord.sha256(step.after())))
                .toList();
    }

    private static String word(Action action) {
        return action.name().toLowerCase(Locale.ROOT);
    }
}
