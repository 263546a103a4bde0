package dev.mcpoauth.cli;

import dev.mcpoauth.store.SigningKeys.SigningKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Lists the keys that sign access tokens.
@Command(name = "list", description = "List the keys that sign access tokens.")
@Usage(
        examples = {"mcp-oauth keys list", "mcp-oauth keys list --json"},
        opensStore = true)
final class KeysList implements Callable<Integer> {
    private final Session session;

    KeysList(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<SigningKey> keys =
                session.withStore(store -> store.database().read(store.signingKeys()::list));
        Table table = new Table("keys", "kid", "state", "created");
        for (SigningKey key : keys) {
            String state = state(key);
            table.row(shown(key, state), key.kid(), state, key.createdAt().toString());
        }
        session.terminal().table(table);
        return 0;
    }

    private static String state(SigningKey key) {
        Instant gone = key.goneAt();
        if (gone == null) {
            return "signs";
        }
        return Instant.now().isBefore(gone) ? "published until " + gone : "gone";
    }

    private static Map<String, Object> shown(SigningKey key, String state) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("kid", key.kid());
        row.put("state", state);
        row.put("created_at", key.createdAt().toString());
        Instant retired = key.retiredAt();
        Instant gone = key.goneAt();
        if (retired != null && gone != null) {
            row.put("retired_at", retired.toString());
            row.put("published_until", gone.toString());
        }
        return row;
    }
}
