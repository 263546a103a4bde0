package dev.mcpoauth.cli;

import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsProblem;
import dev.mcpoauth.config.SettingsSchema;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.Store;
import dev.mcpoauth.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Prints names for completions, one a line; says nothing when something is wrong.
@Command(name = "__complete", hidden = true, description = "Names for completions.")
final class CompleteNames implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "KIND", description = "providers, refs, clients or settings.")
    Live kind = Live.NONE;

    CompleteNames(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        of(kind).forEach(session.terminal()::data);
        return 0;
    }

    /// The names; none when something is wrong.
    List<String> of(Live wanted) {
        try {
            return names(wanted);
        } catch (SettingsProblem | StoreException | CliError e) {
            session.terminal().detail(String.valueOf(e.getMessage()));
            return List.of();
        }
    }

    private List<String> names(Live wanted) {
        return switch (wanted) {
            case NONE, COMMANDS -> List.of();
            case PROVIDERS ->
                    List.copyOf(
                            new TreeSet<>(session.product().providers(session.settings(Map.of()))));
            case SETTINGS ->
                    new SettingsSchema()
                            .entries().stream().map(SettingsSchema.Entry::name).toList();
            case REFS -> refs();
            case CLIENTS -> clients();
        };
    }

    private List<String> refs() {
        TreeSet<String> refs = new TreeSet<>();
        if (there()) {
            session.withStore(store -> store.database().read(store.accounts()::list))
                    .forEach(account -> {
                        refs.add(account.provider());
                        refs.add(account.provider() + "/" + account.user().label());
                    });
        }
        return List.copyOf(refs);
    }

    private List<String> clients() {
        return there() ? session.withStore(CompleteNames::ids) : List.of();
    }

    private static List<String> ids(Store store) {
        return store.database().read(store.clients()::list).stream().map(Client::id).toList();
    }

    /// Completing a name makes no store.
    private boolean there() {
        Settings settings = session.settings(Map.of());
        return settings.database().startsWith("jdbc:")
                || Files.exists(Path.of(settings.database()));
    }
}
