package dev.mcpoauth.cli;

import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.SettingsProblem;
import dev.mcpoauth.config.SettingsSchema;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.Store;
import dev.mcpoauth.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Prints names for completions, one a line; says nothing when something is wrong.
@Command(name = "__complete", hidden = true, description = "Names for completions.")
final class CompleteNames implements Callable<Integer> {
    private static final Duration MOMENT = Duration.ofMillis(200);

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
            case REFS -> stored(CompleteNames::refs);
            case CLIENTS -> stored(CompleteNames::clients);
        };
    }

    private static List<String> refs(Store store) {
        TreeSet<String> refs = new TreeSet<>();
        for (Account account : store.database().read(store.accounts()::list)) {
            refs.add(account.provider());
            refs.add(Refs.name(account));
        }
        return List.copyOf(refs);
    }

    private static List<String> clients(Store store) {
        return store.database().read(store.clients()::list).stream().map(Client::id).toList();
    }

    /// Completing a name makes no store, and nobody waits for it long.
    private List<String> stored(Function<Store, List<String>> names) {
        Settings settings = session.settings(Map.of());
        if (!Session.hasStore(settings)) {
            return List.of();
        }
        Settings hasty = settings.with(settings.care().waiting(MOMENT));
        try (Store store = session.product().store(hasty)) {
            return names.apply(store);
        }
    }
}
