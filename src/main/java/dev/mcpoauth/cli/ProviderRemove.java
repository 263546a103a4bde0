package dev.mcpoauth.cli;

import dev.mcpoauth.config.SettingsFile;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Takes a provider out of the project's settings, and its credentials out of the store.
@Command(description = "Remove a provider from mcp-oauth.json, with its stored credentials.")
@Usage(
        examples = "mcp-oauth provider remove github",
        exits = {ExitCode.NOT_FOUND},
        opensStore = true)
final class ProviderRemove implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "The provider's name.")
    String name = "";

    ProviderRemove(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        SettingsFile file = session.settingsFile();
        boolean known = session.settings(Map.of()).providers().containsKey(name);
        if (!file.has("providers", name)) {
            throw known
                    ? new CliError(
                            ExitCode.NOT_FOUND,
                            name + " is not in " + file.path() + " but in another settings file",
                            "mcp-oauth help environment")
                    : KnownProvider.unknown(name);
        }
        boolean secret =
                session.withStore(
                        store -> store.database().write(tx -> store.secrets().delete(tx, name)));
        file.remove("providers", name);
        session.terminal().show(Map.of("provider", name, "credentials", secret), List.of(name));
        session.terminal()
                .done(
                        "removed " + name + (secret ? " and its credentials" : ""),
                        "its accounts stay: mcp-oauth token list");
        return 0;
    }
}
