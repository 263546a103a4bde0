package dev.mcpoauth.cli;

import dev.mcpoauth.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Prints the configuration that an MCP client needs, ready to paste.
@Command(
        name = "snippet",
        description = {
            "Print ready configuration for an MCP client.",
            "",
            "It holds no secret. client install writes it into the client's file."
        })
@Usage(
        examples = {
            "mcp-oauth client snippet notes --for claude-code",
            "mcp-oauth client snippet notes --for claude-code --headers-helper mcp:7c1f",
            "eval \"$(mcp-oauth client snippet notes --for env)\"",
        },
        exits = {ExitCode.NOT_FOUND},
        opensStore = true)
final class ClientSnippet implements Callable<Integer> {
    private final Session session;

    @Mixin ClientSettings settings = new ClientSettings();

    ClientSnippet(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ClientSettings.Entry entry = settings.entry(session);
        ClientPreset preset = settings.preset;
        switch (preset) {
            case CODEX -> entry.toml().forEach(session.terminal()::data);
            case ENV -> entry.env().forEach(session.terminal()::data);
            case CLAUDE_CODE, CLAUDE_DESKTOP, CURSOR, VSCODE, GEMINI, INSPECTOR, MCP_REMOTE ->
                    session.terminal().data(Json.pretty(entry.json(preset)));
        }
        String file = preset.file();
        session.terminal()
                .say(
                        file.isEmpty()
                                ? "for " + preset.title()
                                : "for "
                                        + file
                                        + "; or: "
                                        + session.options().again(settings.again("install")));
        return 0;
    }
}
