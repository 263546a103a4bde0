package dev.mcpoauth.store;

import java.time.Instant;
import java.util.Optional;

/// When the documents of clients whose id is a URL were fetched; the client's row is the content.
public final class ClientDocuments {
    /// What is known of one document.
    ///
    /// @param clientId the client, and the document's URL
    /// @param fetchedAt when it was fetched
    /// @param freshUntil until when it is used without asking again
    public record ClientDocument(String clientId, Instant fetchedAt, Instant freshUntil) {}

    ClientDocuments() {}

    /// Writes down a fetch.
    public void put(Transaction tx, ClientDocument document) {
        tx.update(
                """
                INSERT INTO client_documents (client_id, fetched_at, fresh_until) VALUES (?, ?, ?)
                ON CONFLICT (client_id) DO UPDATE
                SET fetched_at = excluded.fetched_at, fresh_until = excluded.fresh_until
                """,
                document.clientId(),
                document.fetchedAt(),
                document.freshUntil());
    }

    /// The document of this client.
    public Optional<ClientDocument> find(Transaction tx, String clientId) {
        return tx.one(
                "SELECT * FROM client_documents WHERE client_id = ?",
                row ->
                        new ClientDocument(
                                row.getString("client_id"),
                                Transaction.instant(row, "fetched_at"),
                                Transaction.instant(row, "fresh_until")),
                clientId);
    }

    /// Forgets a document that is not good any more; the client's tokens live on.
    public void forget(Transaction tx, String clientId) {
        tx.update("DELETE FROM client_documents WHERE client_id = ?", clientId);
    }
}
