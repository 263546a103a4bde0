package dev.mcpoauth.cli;

import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Says yes, or no again, to what the settings file of a folder runs.
@Command(
        name = "trust",
        description = {
            "Allow the programs and addresses that ./mcp-oauth.json names.",
            "",
            "Provider classes, the key command, the programs of MCP servers, and other addresses for"
                    + " a provider of your own settings. The answer holds until the file names"
                    + " others or their code changes. A file that is named with --config or"
                    + " MCP_OAUTH_CONFIG needs none."
        })
@Usage(
        examples = {"mcp-oauth config trust", "mcp-oauth config trust --revoke"},
        exits = {ExitCode.NOT_FOUND})
final class ConfigTrust implements Callable<Integer> {
    private final Session session;

    @Option(names = "--revoke", description = "Take the answer back.")
    boolean revoke;

    ConfigTrust(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ProjectTrust trust = session.trust();
        if (!Files.isRegularFile(trust.file())) {
            throw new CliError(
                    ExitCode.NOT_FOUND, "there is no " + trust.file(), "mcp-oauth config path");
        }
        Table table = new Table("settings", "setting", "value");
        trust.concerns()
                .forEach((name, value) -> {
                    Map<String, Object> fields = new LinkedHashMap<>();
                    fields.put("setting", name);
                    fields.put("value", value);
                    fields.put("trusted", !revoke);
                    table.row(fields, name, value);
                });
        if (revoke) {
            trust.take();
        } else {
            trust.give();
        }
        session.terminal().table(table);
        session.terminal()
                .done((revoke ? "not trusted any more: " : "trusted: ") + trust.file(), "");
        return 0;
    }
}
