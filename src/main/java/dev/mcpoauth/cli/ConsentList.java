package dev.mcpoauth.cli;

import dev.mcpoauth.store.Consents.Consent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Lists what users allowed, and which program.
@Command(name = "list", description = "List what users allowed which MCP client.")
@Usage(
        examples = {"mcp-oauth consent list", "mcp-oauth consent list --json"},
        opensStore = true)
final class ConsentList implements Callable<Integer> {
    private final Session session;

    ConsentList(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<Consent> consents =
                session.withStore(store -> store.database().read(store.consents()::list));
        Table table = new Table("consents", "id", "user", "client", "server", "scope", "given");
        for (Consent consent : consents) {
            table.row(
                    shown(consent),
                    consent.id(),
                    consent.userId(),
                    consent.clientId(),
                    consent.resource(),
                    consent.scope().toString(),
                    consent.givenAt().toString());
        }
        session.terminal().table(table);
        return 0;
    }

    private static Map<String, Object> shown(Consent consent) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", consent.id());
        row.put("user", consent.userId());
        row.put("client_id", consent.clientId());
        row.put("redirect_uri", consent.redirectUri());
        row.put("resource", consent.resource());
        row.put("provider", consent.provider());
        row.put("scope", consent.scope().toString());
        row.put("given_at", consent.givenAt().toString());
        return row;
    }
}
