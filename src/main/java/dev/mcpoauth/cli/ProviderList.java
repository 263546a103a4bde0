package dev.mcpoauth.cli;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Lists the providers.
@Command(name = "list", description = "List the providers that can be used.")
final class ProviderList implements Callable<Integer> {
    private final Session session;

    ProviderList(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Set<String> names = session.product().providers(session.settings(Map.of()));
        Table table = new Table("providers", "name");
        names.stream().sorted().forEach(name -> table.row(Map.of("name", name), name));
        session.terminal().table(table);
        return 0;
    }
}
