package dev.mcpoauth.cli;

import dev.mcpoauth.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Changes one setting in a file.
@Command(
        name = "set",
        description = "Change one setting; comments and the rest of the file stay as they are.")
@Usage(
        examples = {
            "mcp-oauth config set tokens.access_ttl 2h",
            "mcp-oauth config set listen.port 9000 --user",
        },
        exits = {ExitCode.NOT_FOUND})
final class ConfigSet implements Callable<Integer> {
    private final Session session;

    @Mixin ConfigFile file = new ConfigFile();

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "The setting's dotted name, such as listen.port.")
    String name = "";

    @Parameters(
            index = "1",
            paramLabel = "VALUE",
            description = "A text, a number, true or false; a list as JSON or with commas.")
    String value = "";

    ConfigSet(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        ConfigValues values = new ConfigValues(session);
        values.known(name);
        refuseSecret();
        String json = values.json(name, value);
        file.change(session, text -> text.with(List.of(name.split("\\.", -1)), json));
        session.terminal()
                .show(
                        Map.of(
                                "name",
                                name,
                                "value",
                                Objects.requireNonNullElse(Json.read(json, Object.class), "null"),
                                "file",
                                file.path(session).toString()),
                        List.of());
        session.terminal().done(name + " is " + json + " in " + file.path(session), "");
        return 0;
    }

    private void refuseSecret() {
        List<String> names = List.of(name.split("\\.", -1));
        if (names.getFirst().equals("providers") && names.getLast().equals("client_secret")) {
            throw CliError.secretTold(names.get(1));
        }
    }
}
