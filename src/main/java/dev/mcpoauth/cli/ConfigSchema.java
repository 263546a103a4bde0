package dev.mcpoauth.cli;

import dev.mcpoauth.config.SettingsSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Prints the JSON Schema of the settings.
@Command(name = "schema", description = "Print the JSON Schema of the settings, for editors.")
@Usage(examples = {"mcp-oauth config schema > mcp-oauth.schema.json"})
final class ConfigSchema implements Callable<Integer> {
    private final Session session;

    ConfigSchema(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.terminal().raw(new SettingsSchema().text());
        return 0;
    }
}
