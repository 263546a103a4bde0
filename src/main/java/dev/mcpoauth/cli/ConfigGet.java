package dev.mcpoauth.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Prints one setting.
@Command(name = "get", description = "Print one setting.")
@Usage(
        examples = {"mcp-oauth config get listen.port"},
        exits = {ExitCode.NOT_FOUND})
final class ConfigGet implements Callable<Integer> {
    private final Session session;

    @Parameters(
            paramLabel = "NAME",
            description = "The setting's dotted name, such as listen.port.")
    String name = "";

    ConfigGet(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ConfigValues.Value value =
                new ConfigValues(session)
                        .find(name)
                        .orElseThrow(() ->
                                new CliError(
                                        ExitCode.NOT_FOUND,
                                        name + " is not set",
                                        "mcp-oauth config set " + name + " VALUE"));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("value", value.value());
        fields.put("origin", value.origin());
        session.terminal().show(fields, List.of(value.text()));
        return 0;
    }
}
