package dev.mcpoauth.cli;

import dev.mcpoauth.config.Settings;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Grant;
import dev.mcpoauth.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Streams what happens to tokens, as one line of JSON for each event, until it is stopped.
@Command(
        name = "watch",
        description = {
            "Print a line of JSON whenever something happens to a token.",
            "",
            "First every token as it is (event present), then added, refreshed, expiring, expired,"
                    + " login-needed, revoked, ok and removed, whoever did it. Ends with Ctrl-C."
        })
@Usage(
        examples = {
            "mcp-oauth token watch",
            "mcp-oauth token watch | jq -r 'select(.event==\"login-needed\") | .ref'",
        },
        exits = {ExitCode.INTERRUPTED},
        opensStore = true)
final class TokenWatch implements Callable<Integer> {
    private final Session session;

    @Option(names = "--interval", paramLabel = "DURATION", description = "How often to look (1s).")
    Duration interval = Duration.ofSeconds(1);

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "Stop after N events; 0 never stops.")
    int count;

    private int told;

    TokenWatch(Session session) {
        this.session = session;
    }

    /// What is compared between two looks.
    private record Seen(String state, long version, Map<String, Object> fields) {}

    @Override
    public Integer call() throws InterruptedException {
        if (count < 0) {
            throw new CliError(ExitCode.USAGE, "--count must be at least 0", null);
        }
        Settings settings = session.settings(Map.of());
        try (Store store = session.product().store(settings)) {
            Map<String, Seen> before = look(store);
            for (Seen each : before.values()) {
                tell("present", each);
            }
            while (count == 0 || told < count) {
                Thread.sleep(interval);
                Map<String, Seen> after = look(store);
                compare(before, after);
                before = after;
            }
        }
        return 0;
    }

    private Map<String, Seen> look(Store store) {
        TokenRows rows = new TokenRows(session.product().clock().instant());
        return store.database()
                .read(tx -> {
                    Map<String, Seen> seen = new LinkedHashMap<>();
                    Map<Long, Account> accounts =
                            store.accounts().list(tx).stream()
                                    .collect(Collectors.toMap(Account::id, Function.identity()));
                    for (Account each : accounts.values()) {
                        Map<String, Object> fields = rows.fields(each);
                        seen.put(
                                "account " + each.id(),
                                new Seen(rows.state(each), each.version(), fields));
                    }
                    for (Grant each : store.grants().list(tx)) {
                        Account on = accounts.get(each.accountId());
                        if (on != null) {
                            Map<String, Object> fields = rows.fields(each, on);
                            String state = rows.state(each, on.state());
                            seen.put("grant " + each.id(), new Seen(state, 0, fields));
                        }
                    }
                    return seen;
                });
    }

    private void compare(Map<String, Seen> before, Map<String, Seen> after) {
        after.forEach((name, now) -> {
            Seen then = before.get(name);
            if (then == null) {
                tell("added", now);
            } else if (!then.state().equals(now.state())) {
                boolean refreshed = then.version() != now.version() && now.state().equals("ok");
                tell(refreshed ? "refreshed" : now.state(), now);
            } else if (then.version() != now.version()) {
                tell("refreshed", now);
            }
        });
        before.forEach((name, then) -> {
            if (!after.containsKey(name)) {
                tell("removed", then);
            }
        });
    }

    private void tell(String event, Seen seen) {
        if (count != 0 && told >= count) {
            return;
        }
        told++;
        Instant now = session.product().clock().instant().truncatedTo(ChronoUnit.SECONDS);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("schema", 1);
        line.put("at", now.toString());
        line.put("event", event);
        line.putAll(seen.fields());
        session.terminal().json(line);
    }
}
