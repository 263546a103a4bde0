package dev.mcpoauth.cli;

import dev.mcpoauth.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Removes what can never be used again.
@Command(
        name = "prune",
        description = "Remove logins, codes and MCP tokens that can never be used again.")
@Usage(
        examples = {"mcp-oauth prune", "mcp-oauth prune --keep 90d --json"},
        exits = {ExitCode.CONFLICT})
final class Prune implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--keep",
            paramLabel = "DURATION",
            description = "Keep what ended within this time, for those who look back (7d).")
    Duration keep = Duration.ofDays(7);

    Prune(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Instant now = session.product().clock().instant();
        Map<String, Object> gone =
                Progress.during(
                        session,
                        "removing what has ended",
                        () -> session.withStore(store -> prune(store, now)));
        int all = gone.values().stream().mapToInt(n -> (Integer) n).sum();
        session.terminal()
                .show(
                        gone,
                        gone.entrySet().stream()
                                .map(e -> "%-16s %s".formatted(e.getKey(), e.getValue()))
                                .toList());
        session.terminal().done("removed " + all + " rows", "");
        return 0;
    }

    private Map<String, Object> prune(Store store, Instant now) {
        Instant before = now.minus(keep);
        return store.database()
                .write(tx -> {
                    Map<String, Object> counts = new LinkedHashMap<>();
                    counts.put("logins", store.logins().prune(tx, now));
                    counts.put("codes", store.codes().prune(tx, before));
                    counts.put("access_tokens", store.accessTokens().prune(tx, before));
                    counts.put("refresh_tokens", store.refreshTokens().prune(tx, before));
                    counts.put("mcp_logins", store.grants().prune(tx, before));
                    return counts;
                });
    }
}
