package dev.mcpoauth.cli;

import dev.mcpoauth.config.KeySource;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.store.KeyVault;
import dev.mcpoauth.store.Rekey;
import dev.mcpoauth.store.Store;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Replaces the key that seals the tokens of services.
@Command(
        name = "rekey",
        description = {
            "Seal everything anew under a new key, in one transaction; a crash at any point leaves"
                    + " a store that opens.",
            "Old backups need the old key."
        })
@Usage(
        examples = {
            "mcp-oauth keys rekey --yes",
            "mcp-oauth keys rekey --new-key-command 'pass show mcp-oauth/2027'",
        },
        exits = {ExitCode.DENIED},
        opensStore = true)
final class KeysRekey implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--new-key-command",
            paramLabel = "CMD",
            description = "Use the key that this command prints, and set key_command to it after.")
    @Nullable String newKeyCommand;

    KeysRekey(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        Settings settings = session.settings(Map.of());
        if (settings.runtime().running()) {
            throw new CliError(
                    ExitCode.CONFLICT, "a broker runs with the old key", "mcp-oauth stop");
        }
        String command = newKeyCommand;
        if (command == null && settings.key() instanceof KeySource.FromCommand) {
            throw new CliError(
                    ExitCode.USAGE,
                    "the key comes from a command, which must give a new one",
                    "mcp-oauth keys rekey --new-key-command CMD");
        }
        session.terminal().confirm("Seal everything anew? Old backups will need the old key.");
        int sealed = rekey(settings, command);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("sealed", sealed);
        session.terminal().show(fields, List.of());
        session.terminal()
                .done(
                        sealed + " values are sealed under the new key",
                        command == null
                                ? ""
                                : "mcp-oauth config set key_command '" + command + "'");
        return 0;
    }

    private int rekey(Settings settings, @Nullable String command) {
        try (Store store = session.product().store(settings);
                Progress progress = Progress.of(session, "sealing anew")) {
            Rekey rekey =
                    new Rekey(
                            store,
                            (table, done, all) -> progress.at("sealing anew " + table, done, all));
            return command == null
                    ? rekey.run(session.product().vault(settings))
                    : rekey.to(KeyVault.command(command));
        }
    }
}
