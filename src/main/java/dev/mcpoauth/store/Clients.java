package dev.mcpoauth.store;

import dev.mcpoauth.oauth.ClientMetadata;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The registered MCP clients.
public final class Clients {
    /// What a client says about itself, in the order of [#said].
    private static final List<String> SAID =
            List.of(
                    "name",
                    "redirect_uris",
                    "grant_types",
                    "auth_method",
                    "scope",
                    "client_uri",
                    "logo_uri",
                    "software_id",
                    "software_version",
                    "application_type",
                    "jwks_uri",
                    "jwks",
                    "secret_hash",
                    "secret_expires_at",
                    "registration_hash");

    /// The columns of a client `c`, in the order of [#read].
    static final String COLUMNS =
            "c.%s, c.id, c.origin, c.created_at".formatted(String.join(", c.", SAID));

    private static final String FIND = "SELECT " + COLUMNS + " FROM clients c WHERE c.id = ?";

    private static final String LIST =
            "SELECT " + COLUMNS + " FROM clients c ORDER BY c.created_at, c.id";

    private static final String NEWEST =
            "SELECT " + COLUMNS + " FROM clients c ORDER BY c.created_at DESC, c.id DESC LIMIT ?";

    private static final String INSERT =
            "INSERT INTO clients (%s, id, origin, created_at) VALUES (%s?, ?, ?)"
                    .formatted(String.join(", ", SAID), "?, ".repeat(SAID.size()));

    private static final String PUT =
            INSERT
                    + " ON CONFLICT (id) DO UPDATE SET "
                    + SAID.stream()
                            .map(column -> column + " = excluded." + column)
                            .collect(Collectors.joining(", "));

    private static final String UPDATE =
            "UPDATE clients SET %s = ? WHERE id = ?".formatted(String.join(" = ?, ", SAID));

    Clients() {}

    /// For who looks for a name among all clients and adds one where there is none: of two at once
    /// one is done again and finds what the other did.
    public void alone(Transaction tx) {
        new Facts().put(tx, "client_names", new byte[0]);
    }

    /// Adds a client; fails when the id is taken.
    public void insert(Transaction tx, Client client) {
        tx.update(INSERT, all(client));
    }

    /// The client with this id.
    public Optional<Client> find(Transaction tx, String id) {
        return tx.one(FIND, row -> read(new Fields(row)), id);
    }

    /// The same as it stands now, see [Transaction#recall].
    public Optional<Client> recall(Database database, String id) {
        return database.look(tx -> tx.recall(asked(id), same -> find(same, id)));
    }

    /// The same as it stood after so many changes.
    Optional<Client> recall(Transaction tx, long changes, String id) {
        return tx.recall(changes, asked(id), same -> find(same, id));
    }

    private static Database.Asked asked(String id) {
        return new Database.Asked("clients", id);
    }

    /// All clients, the oldest first.
    public List<Client> list(Transaction tx) {
        return tx.all(LIST, row -> read(new Fields(row)));
    }

    /// The newest clients, at most so many, the newest first.
    public List<Client> newest(Transaction tx, int most) {
        return tx.all(NEWEST, row -> read(new Fields(row)), most);
    }

    /// Replaces what a client said about itself; false when there is no such client.
    public boolean update(Transaction tx, Client client) {
        // RFC 7592 2.2: the new values replace the old ones, none is merged
        List<@Nullable Object> values = said(client);
        values.add(client.id());
        return tx.update(UPDATE, values.toArray()) == 1;
    }

    private static List<@Nullable Object> said(Client client) {
        ClientMetadata said = client.metadata();
        List<@Nullable Object> values = new ArrayList<>();
        values.add(said.clientName());
        values.add(String.join("\n", said.redirectUris()));
        values.add(String.join(" ", said.grantTypes()));
        values.add(said.authMethod());
        values.add(said.scope().toString());
        values.add(said.clientUri());
        values.add(said.logoUri());
        values.add(said.softwareId());
        values.add(said.softwareVersion());
        values.add(said.applicationType());
        values.add(said.jwksUri());
        values.add(said.jwks());
        values.add(client.secretHash());
        values.add(client.secretExpiresAt());
        values.add(client.registrationHash());
        return values;
    }

    /// Adds a client or replaces what it said about itself.
    public void put(Transaction tx, Client client) {
        tx.update(PUT, all(client));
    }

    private static @Nullable Object[] all(Client client) {
        List<@Nullable Object> values = said(client);
        values.addAll(List.of(client.id(), client.origin(), client.createdAt()));
        return values.toArray();
    }

    /// How many clients registered themselves.
    public int countRegistered(Transaction tx) {
        return count(tx, "SELECT COUNT(*) FROM clients WHERE origin IN ('dcr', 'cimd')");
    }

    /// How many of them were never allowed anything.
    public int countUnused(Transaction tx) {
        return count(
                tx,
                """
                SELECT COUNT(*) FROM clients c WHERE c.origin IN ('dcr', 'cimd')
                AND NOT EXISTS (SELECT 1 FROM grants g WHERE g.client_id = c.id)
                """);
    }

    private static int count(Transaction tx, String sql) {
        return tx.one(sql, row -> row.getInt(1)).orElse(0);
    }

    /// Removes the oldest clients that registered themselves and that nobody ever allowed anything,
    /// so that at most `most` of them stay; gives back how many went.
    public int pruneUnused(Transaction tx, int most) {
        return tx.update(
                """
                DELETE FROM clients WHERE id IN (
                    SELECT c.id FROM clients c WHERE c.origin IN ('dcr', 'cimd')
                    AND NOT EXISTS (SELECT 1 FROM grants g WHERE g.client_id = c.id)
                    ORDER BY c.created_at DESC, c.id DESC LIMIT 2000 OFFSET ?)
                """,
                most);
    }

    /// Removes a client with its grants and all their tokens; false when there is none.
    public boolean delete(Transaction tx, String id) {
        return tx.update("DELETE FROM clients WHERE id = ?", id) == 1;
    }

    /// In the order of [#COLUMNS].
    static Client read(Fields row) throws SQLException {
        ClientMetadata said = metadata(row);
        byte[] secret = row.bytesOrNull();
        Instant secretEnd = row.timeOrNull();
        byte[] registration = row.bytesOrNull();
        return new Client(
                row.text(), said, secret, row.text(), row.time(), secretEnd, registration);
    }

    private static ClientMetadata metadata(Fields row) throws SQLException {
        return new ClientMetadata(
                row.text(),
                lines(row.text(), "\n"),
                lines(row.text(), " "),
                row.text(),
                row.scope(),
                row.textOrNull(),
                row.textOrNull(),
                row.textOrNull(),
                row.textOrNull(),
                row.textOrNull(),
                row.textOrNull(),
                row.textOrNull());
    }

    private static List<String> lines(String text, String separator) {
        return Arrays.stream(text.split(separator, -1)).filter(s -> !s.isEmpty()).toList();
    }
}
