package dev.mcpoauth.store;

import java.util.Collection;
import java.util.List;

/// The MCP servers that a client was registered for, where the operator limited it to some.
public final class ClientResources {
    ClientResources() {}

    /// The URLs of the servers, sorted; none when the client may use them all.
    public List<String> of(Transaction tx, String clientId) {
        return tx.all(
                "SELECT resource FROM client_resources WHERE client_id = ? ORDER BY resource",
                row -> row.getString(1),
                clientId);
    }

    /// Limits a client to these servers; none lifts the limit.
    public void put(Transaction tx, String clientId, Collection<String> urls) {
        tx.update("DELETE FROM client_resources WHERE client_id = ?", clientId);
        for (String url : urls) {
            tx.update(
                    "INSERT INTO client_resources (client_id, resource) VALUES (?, ?)",
                    clientId,
                    url);
        }
    }
}
