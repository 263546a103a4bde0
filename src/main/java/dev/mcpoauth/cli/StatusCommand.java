package dev.mcpoauth.cli;

import dev.mcpoauth.config.KeySource;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// The current state at a glance.
@Command(
        name = "status",
        description = "Show the broker, the providers, the accounts and the storage.")
@Usage(
        examples = {"mcp-oauth status", "mcp-oauth status --json | jq -r .broker.issuer"},
        opensStore = true)
final class StatusCommand implements Callable<Integer> {
    private final Session session;

    StatusCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings(Map.of());
        List<Account> accounts = accounts(settings);
        Map<String, Object> broker = broker(settings);
        Map<String, Object> storage = storage(settings);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("broker", broker);
        fields.put("providers", providers(settings, broker, accounts));
        fields.put("accounts", accounts.stream().map(StatusCommand::account).toList());
        fields.put("next_refresh", next(accounts));
        fields.put("storage", storage);
        session.terminal().show(fields, lines(fields, broker, storage));
        return 0;
    }

    /// A status makes nothing: where there is no database yet, there is no account.
    private List<Account> accounts(Settings settings) {
        if (!Session.hasStore(settings)) {
            return List.of();
        }
        try (Store store = session.product().store(settings)) {
            return store.database().read(store.accounts()::list);
        }
    }

    private static Map<String, Object> broker(Settings settings) {
        Map<String, Object> broker = new LinkedHashMap<>();
        Map<String, Object> said =
                LocalBroker.find(settings.runtime()).map(LocalBroker::status).orElse(Map.of());
        // one that hangs holds its lock, and what it wrote down when it started is true
        Map<String, Object> known =
                said.isEmpty() ? settings.runtime().entry().orElse(Map.of()) : said;
        broker.put("running", !known.isEmpty());
        broker.put("issuer", settings.issuer());
        broker.putAll(known);
        if (said.isEmpty() && !known.isEmpty()) {
            broker.put("answers", false);
        }
        return broker;
    }

    private Map<String, Long> providers(
            Settings settings, Map<String, Object> broker, List<Account> accounts) {
        Map<String, Long> counts = new TreeMap<>();
        LocalBroker.providers(broker).forEach(name -> counts.put(name, 0L));
        session.product().providers(settings).forEach(name -> counts.put(name, 0L));
        accounts.forEach(account -> counts.merge(account.provider(), 1L, Long::sum));
        return counts;
    }

    private static Map<String, Object> account(Account account) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("ref", Refs.name(account));
        row.put("state", account.state());
        Instant expires = account.token().expiresAt();
        if (expires != null) {
            row.put("expires_at", expires.toString());
        }
        return row;
    }

    /// When the first token must be renewed, for whoever asks for it then.
    private static Map<String, Object> next(List<Account> accounts) {
        return accounts.stream()
                .flatMap(a -> TokenRows.nextRefresh(a).map(at -> Map.entry(at, a)).stream())
                .min(Map.Entry.comparingByKey())
                .map(soonest ->
                        Map.<String, Object>of(
                                "ref",
                                Refs.name(soonest.getValue()),
                                "at",
                                soonest.getKey().toString()))
                .orElse(Map.of());
    }

    private static Map<String, Object> storage(Settings settings) {
        String key =
                switch (settings.key()) {
                    case KeySource.InFile file -> "file " + file.file() + ", 0600";
                    case KeySource.FromCommand command -> "command";
                    case KeySource.InKeyring ring -> "keyring of the system";
                };
        boolean server = settings.onServer();
        return Map.of(
                "backend",
                (server ? "postgresql" : "sqlite") + "+aes-gcm (key: " + key + ")",
                // a URL may hold a password behind its question mark
                "database",
                settings.database().split("\\?", 2)[0]);
    }

    private static List<String> lines(
            Map<String, Object> all, Map<String, Object> broker, Map<String, Object> storage) {
        List<String> lines = new ArrayList<>();
        boolean running = Boolean.TRUE.equals(broker.get("running"));
        lines.add(
                "broker     "
                        + (running
                                ? broker.get("issuer")
                                        + "  (pid "
                                        + broker.get("pid")
                                        + ")"
                                        + (broker.containsKey("answers") ? "  does not answer" : "")
                                : "not running; start it with: mcp-oauth serve --background"));
        if (all.get("providers") instanceof Map<?, ?> providers) {
            if (providers.isEmpty()) {
                lines.add("provider   " + FirstProvider.ADVICE);
            }
            providers.forEach((name, count) ->
                    lines.add("provider   " + name + "  " + plural(count, "account")));
        }
        if (all.get("accounts") instanceof List<?> rows) {
            rows.forEach(row -> lines.add("account    " + words((Map<?, ?>) row)));
        }
        if (all.get("next_refresh") instanceof Map<?, ?> next && !next.isEmpty()) {
            lines.add("refresh    " + next.get("ref") + " at " + next.get("at"));
        }
        lines.add("storage    " + storage.get("backend"));
        lines.add("           " + storage.get("database"));
        return lines;
    }

    private static String words(Map<?, ?> row) {
        Object expires = row.get("expires_at");
        return row.get("ref")
                + "  "
                + row.get("state")
                + (expires == null ? "" : "  until " + expires);
    }

    private static String plural(Object count, String noun) {
        return count + " " + noun + (count.equals(1L) ? "" : "s");
    }
}
