package dev.mcpoauth.store;

import dev.mcpoauth.oauth.Scope;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// MCP access tokens.
public final class AccessTokens {
    /// One access token.
    ///
    /// @param id its number, part of the token's text
    /// @param hash SHA-256 of the secret part
    /// @param grantId the grant that it belongs to
    /// @param scope what it allows
    /// @param issuedAt when it was issued
    /// @param expiresAt when it dies
    /// @param revokedAt when it was revoked by itself
    public record AccessToken(
            long id,
            byte[] hash,
            long grantId,
            Scope scope,
            Instant issuedAt,
            Instant expiresAt,
            @Nullable Instant revokedAt) {
        /// The same with its number.
        public AccessToken withId(long number) {
            return new AccessToken(number, hash, grantId, scope, issuedAt, expiresAt, revokedAt);
        }
    }

    /// What a token needs of its grant: whose it is, and at which service, its account tells.
    ///
    /// @param clientId the client that got it
    /// @param resource the resource that it is for
    /// @param revokedAt when it ended before its time
    public record Granted(String clientId, String resource, @Nullable Instant revokedAt) {}

    /// A token with everything that decides whether it is alive.
    ///
    /// @param token the token
    /// @param grant its grant
    /// @param account the service account behind it
    public record Holding(AccessToken token, Granted grant, Account account) {}

    /// What a question about a token needs.
    ///
    /// @param held the token with all that belongs to it
    /// @param asker the client that asks; empty where there is no such client, or no such token
    public record Glance(Optional<Holding> held, Optional<Client> asker) {}

    private static final String COLUMNS =
            "t.hash, t.grant_id, t.scope, t.issued_at, t.expires_at, t.revoked_at";

    private static final String FIND = "SELECT " + COLUMNS + " FROM access_tokens t WHERE t.id = ?";

    /// Each column takes its time, and this is read for every question about a token: no more of a
    /// grant than that.
    private static final String GRANTED = "g.client_id, g.resource, g.revoked_at";

    private static final String WITH_GRANT =
            " FROM access_tokens t JOIN grants g ON g.id = t.grant_id";

    private static final String WITH_ACCOUNT =
            WITH_GRANT + " JOIN service_accounts a ON a.id = g.account_id";

    private static final String HOLDING =
            "SELECT %s, %s, %s".formatted(COLUMNS, GRANTED, ServiceAccounts.COLUMNS)
                    + WITH_ACCOUNT
                    + " WHERE t.id = ?";

    /// With who asks, where there is such a client.
    private static final String GLANCE =
            "SELECT %s, %s, %s, c.id, %s"
                            .formatted(COLUMNS, GRANTED, ServiceAccounts.COLUMNS, Clients.COLUMNS)
                    + WITH_ACCOUNT
                    + " LEFT JOIN clients c ON c.id = ? WHERE t.id = ?";

    private static final String SEEN =
            "SELECT %s, %s, g.account_id, %s".formatted(COLUMNS, GRANTED, Transaction.CHANGES)
                    + WITH_GRANT
                    + " WHERE t.id = ?";

    /// A token with its grant and the number of its account, and how many changes of what lasts
    /// there were when they were read.
    private record Seen(AccessToken token, Granted grant, long accountId, long changes) {}

    /// A question about a token, and who asks it.
    private record Question(long token, String asker) {}

    /// All that can change between a look at a refresh token and its rotation: that nobody has
    /// spent it, that its grant lives, and that its account is in order.
    private static final String INSERT_FROM =
            """
            INSERT INTO access_tokens (hash, grant_id, scope, issued_at, expires_at)
            SELECT ?, g.id, ?, ?, ? FROM refresh_tokens r JOIN grants g ON g.id = r.grant_id
                JOIN service_accounts a ON a.id = g.account_id
            WHERE r.id = ? AND r.used_at IS NULL AND g.revoked_at IS NULL AND a.state = 'ok'
            RETURNING id
            """;

    private final SealedColumns sealed;

    private final Clients clients;
    private final ServiceAccounts accounts;

    AccessTokens(Sealer sealer, Clients clients, ServiceAccounts accounts) {
        this.sealed = new SealedColumns(sealer, "access_tokens");
        this.clients = clients;
        this.accounts = accounts;
    }

    /// Adds a token and gives back its number.
    public long insert(Transaction tx, AccessToken token) {
        return tx.insert(
                """
                INSERT INTO access_tokens (hash, grant_id, scope, issued_at, expires_at)
                VALUES (?, ?, ?, ?, ?) RETURNING id
                """,
                token.hash(),
                token.grantId(),
                token.scope().toString(),
                token.issuedAt(),
                token.expiresAt());
    }

    /// Adds the token that comes of a refresh token, and gives back its number; empty when that one
    /// cannot be spent any more.
    public Optional<Long> insertFrom(Transaction tx, long refreshToken, AccessToken token) {
        return tx.one(
                INSERT_FROM,
                row -> row.getLong(1),
                token.hash(),
                token.scope().toString(),
                token.issuedAt(),
                token.expiresAt(),
                refreshToken);
    }

    /// Gives a token its signed form: the hash of it decides from now on, the text is sealed.
    public void sign(Transaction tx, long id, byte[] hash, String jwt) {
        tx.update(
                "UPDATE access_tokens SET hash = ?, sealed_jwt = ? WHERE id = ?",
                hash,
                sealed.seal(jwt, id, "jwt"),
                id);
        sealed.confirm(tx);
    }

    /// The signed form of a token; empty for an opaque one.
    public Optional<String> jwt(Transaction tx, long id) {
        return tx.one(
                """
                SELECT sealed_jwt FROM access_tokens WHERE id = ? AND sealed_jwt IS NOT NULL
                """,
                row -> sealed.open(row.getBytes("sealed_jwt"), id, "jwt"),
                id);
    }

    /// The token with this number.
    public Optional<AccessToken> find(Transaction tx, long id) {
        return tx.one(FIND, row -> read(id, new Fields(row)), id);
    }

    /// The token with its grant and account, in one statement.
    public Optional<Holding> holding(Transaction tx, long id) {
        return tx.one(HOLDING, row -> holding(id, new Fields(row)), id);
    }

    /// The same as it stands now, see [Database#recall].
    public Optional<Holding> recall(Database database, long id) {
        return database.recall(
                new Database.Asked("access_tokens", id),
                tx -> tx.remembers() ? pieces(tx, id) : holding(tx, id));
    }

    /// The same together with the client that asks: the database is asked once for both.
    public Glance glance(Database database, long id, String asker) {
        return database.recall(
                new Database.Asked("access_tokens", new Question(id, asker)),
                tx -> tx.remembers() ? pieces(tx, id, asker) : whole(tx, id, asker));
    }

    private Glance whole(Transaction tx, long id, String asker) {
        return tx.one(GLANCE, row -> glance(id, new Fields(row)), asker, id)
                .orElse(new Glance(Optional.empty(), Optional.empty()));
    }

    private Glance glance(long id, Fields row) throws SQLException {
        Optional<Holding> held = Optional.of(holding(id, row));
        boolean known = row.textOrNull() != null;
        return new Glance(held, known ? Optional.of(Clients.read(row)) : Optional.empty());
    }

    private Glance pieces(Transaction tx, long id, String asker) {
        Optional<Seen> seen = seen(tx, id);
        return new Glance(
                seen.flatMap(row -> backed(tx, row)),
                seen.flatMap(row -> clients.recall(tx, row.changes(), asker)));
    }

    private Optional<Holding> pieces(Transaction tx, long id) {
        return seen(tx, id).flatMap(seen -> backed(tx, seen));
    }

    private static Optional<Seen> seen(Transaction tx, long id) {
        return tx.one(SEEN, row -> seen(id, new Fields(row)), id);
    }

    /// The account has more columns than the other two, and stands behind most tokens.
    private Optional<Holding> backed(Transaction tx, Seen seen) {
        return accounts.recall(tx, seen.changes(), seen.accountId())
                .map(account -> new Holding(seen.token(), seen.grant(), account));
    }

    private static Seen seen(long id, Fields row) throws SQLException {
        return new Seen(read(id, row), granted(row), row.number(), row.number());
    }

    private Holding holding(long id, Fields row) throws SQLException {
        return new Holding(read(id, row), granted(row), accounts.read(row));
    }

    private static Granted granted(Fields row) throws SQLException {
        return new Granted(row.text(), row.text(), row.timeOrNull());
    }

    /// Ends one token; the rest of its family lives on.
    public void revoke(Transaction tx, long id, Instant now) {
        tx.update(
                "UPDATE access_tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
                now,
                id);
    }

    private static AccessToken read(long id, Fields row) throws SQLException {
        return new AccessToken(
                id,
                row.bytes(),
                row.number(),
                row.scope(),
                row.time(),
                row.time(),
                row.timeOrNull());
    }
}
