package dev.mcpoauth.cli;

import dev.mcpoauth.store.Sweep;
import dev.mcpoauth.store.Sweep.Swept;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Removes now what a running broker removes every ten minutes, or with `--keep` what ended before.
@Command(
        name = "prune",
        description = "Remove logins, codes, MCP tokens and events whose time is over.")
@Usage(
        examples = {"mcp-oauth prune", "mcp-oauth prune --keep 7d --json", "mcp-oauth db prune"},
        opensStore = true)
final class Prune implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--keep",
            paramLabel = "DURATION",
            description =
                    "Keep codes, tokens and logins that ended within this time, for those who look"
                            + " back; without it access tokens are kept 1h, codes and refresh tokens"
                            + " 1d, logins of MCP clients 30d.")
    @Nullable Duration keep;

    Prune(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Duration events = session.settings(Map.of()).care().auditKept();
        Swept swept =
                Progress.during(
                        session,
                        "removing what has ended",
                        () -> session.withStore(store -> run(new Sweep(store.database(), events))));
        Map<String, Object> gone = new LinkedHashMap<>(swept.rows());
        gone.put("removed", swept.all());
        session.terminal()
                .show(
                        gone,
                        swept.rows().entrySet().stream()
                                .map(e -> "%-16s %s".formatted(e.getKey(), e.getValue()))
                                .toList());
        session.terminal().done("removed " + swept.all() + " rows", "");
        return 0;
    }

    private Swept run(Sweep usual) {
        Sweep sweep = keep == null ? usual : usual.keeping(keep);
        return sweep.run(session.product().clock().instant());
    }
}
