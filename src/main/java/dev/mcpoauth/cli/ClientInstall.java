package dev.mcpoauth.cli;

import dev.mcpoauth.cli.EditedFile.Change;
import dev.mcpoauth.config.EditLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Writes an MCP server into a client's own configuration file.
@Command(
        name = "install",
        description = {
            "Write an MCP server into a client's configuration file.",
            "",
            "Only that entry changes: comments and everything else stay as they are. The file as it"
                    + " was is kept beside it, with .bak at its end."
        })
@Usage(
        examples = {
            "mcp-oauth client install notes --for cursor --dry-run",
            "mcp-oauth client install notes --for claude-code",
            "mcp-oauth client install notes --for vscode --file project/.vscode/mcp.json",
        },
        exits = {ExitCode.NOT_FOUND},
        opensStore = true)
final class ClientInstall implements Callable<Integer> {
    private final Session session;

    @Mixin ClientSettings settings = new ClientSettings();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "This file instead of the client's usual one.")
    String file = "";

    @Option(names = "--dry-run", description = "Show what would change, and change nothing.")
    boolean dryRun;

    @Option(names = "--force", description = "Replace an entry of that name that is different.")
    boolean force;

    ClientInstall(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (settings.preset == ClientPreset.ENV) {
            throw new CliError(
                    ExitCode.USAGE,
                    "env is for variables of a shell and has no file that can be changed",
                    settings.again("snippet"));
        }
        ClientSettings.Entry entry = settings.entry(session);
        Path target = target();
        try (EditLock _ = session.editLock()) {
            EditedFile edited = EditedFile.read(target);
            Change change =
                    settings.preset == ClientPreset.CODEX
                            ? TomlEntry.put(edited.before(), entry)
                            : JsonEntry.put(edited.before(), settings.preset, entry);
            if (change.replaces() && !force) {
                throw new CliError(
                        ExitCode.CONFLICT,
                        target + " has another server " + entry.name(),
                        settings.again("install") + NextSteps.option("--file", file) + " --force");
            }
            apply(edited, change, entry.name());
        } catch (IOException e) {
            throw new CliError(
                    ExitCode.ERROR, "cannot change " + target + ": " + e.getMessage(), null);
        }
        return 0;
    }

    private void apply(EditedFile edited, Change change, String name) throws IOException {
        List<String> difference = edited.difference(change.after());
        boolean same = difference.isEmpty();
        boolean structured = session.options().structured();
        if (dryRun && !structured) {
            difference.forEach(session.terminal()::data);
        } else if (!dryRun && !same) {
            difference.forEach(session.terminal()::say);
            edited.write(change.after());
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", edited.file().toString());
        fields.put("server", name);
        fields.put("action", same ? "identical" : edited.isNew() ? "create" : "update");
        fields.put("dry_run", dryRun);
        if (!dryRun || structured) {
            session.terminal().show(fields, List.of());
        }
        session.terminal()
                .done(
                        dryRun
                                ? "nothing was written"
                                : edited.file()
                                        + (same ? " has it already" : " has the server " + name),
                        "");
    }

    private Path target() {
        String usual = settings.preset.file();
        String home = session.terminal().device().variable("HOME");
        if (file.isEmpty() && usual.isEmpty()) {
            throw new CliError(
                    ExitCode.USAGE,
                    settings.preset + " has no file of its own; give one with --file",
                    settings.again("snippet"));
        }
        if (!file.isEmpty()) {
            return Path.of(file);
        }
        if (!usual.startsWith("~/")) {
            return Path.of(usual);
        }
        boolean mac = System.getProperty("os.name", "").startsWith("Mac");
        String below =
                mac && settings.preset == ClientPreset.CLAUDE_DESKTOP
                        ? "Library/Application Support/Claude/claude_desktop_config.json"
                        : usual.substring(2);
        return Path.of(home, below);
    }
}
