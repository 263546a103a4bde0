package dev.mcpoauth.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// MCP refresh tokens: each is spent at most once and remembers its one successor.
public final class RefreshTokens {
    /// One refresh token.
    ///
    /// @param id its number, part of the token's text
    /// @param hash SHA-256 of the secret part
    /// @param grantId the grant that it belongs to
    /// @param issuedAt when it was issued
    /// @param expiresAt when it dies
    /// @param usedAt when it was spent
    /// @param successorId the refresh token that came from it
    /// @param successorAccessId the access token that came from it
    public record RefreshToken(
            long id,
            byte[] hash,
            long grantId,
            Instant issuedAt,
            Instant expiresAt,
            @Nullable Instant usedAt,
            @Nullable Long successorId,
            @Nullable Long successorAccessId) {
        /// The same with its number.
        public RefreshToken withId(long number) {
            return new RefreshToken(
                    number,
                    hash,
                    grantId,
                    issuedAt,
                    expiresAt,
                    usedAt,
                    successorId,
                    successorAccessId);
        }

        /// The same, spent in favour of these two.
        public RefreshToken spent(Instant when, long refreshToken, long accessToken) {
            return new RefreshToken(
                    id, hash, grantId, issuedAt, expiresAt, when, refreshToken, accessToken);
        }
    }

    /// A token with everything that decides whether it can be spent.
    ///
    /// @param token the token
    /// @param grant its grant
    /// @param account the service account behind it
    public record Holding(RefreshToken token, Grant grant, Account account) {}

    /// The same with its client.
    ///
    /// @param held the token, its grant and its account
    /// @param client the client that it was issued to
    public record Glance(Holding held, Optional<Client> client) {}

    private static final String COLUMNS =
            "r.id, r.hash, r.grant_id, r.issued_at, r.expires_at, r.used_at, r.successor_id,"
                    + " r.successor_access_id";

    private static final String FIND =
            "SELECT " + COLUMNS + " FROM refresh_tokens r WHERE r.id = ?";

    private static final String HELD =
            String.join(", ", COLUMNS, Grants.COLUMNS, ServiceAccounts.COLUMNS);

    private static final String WITH_ACCOUNT =
            " FROM refresh_tokens r JOIN grants g ON g.id = r.grant_id"
                    + " JOIN service_accounts a ON a.id = g.account_id";

    private static final String HOLDING = "SELECT " + HELD + WITH_ACCOUNT + " WHERE r.id = ?";

    private static final String GLANCE =
            "SELECT %s, %s".formatted(HELD, Clients.COLUMNS)
                    + WITH_ACCOUNT
                    + " JOIN clients c ON c.id = g.client_id WHERE r.id = ?";

    private static final String SEEN =
            "SELECT "
                    + COLUMNS
                    + ", "
                    + Transaction.CHANGES
                    + " FROM refresh_tokens r WHERE r.id = ?";

    /// A token, and how many changes of what lasts there were when it was read.
    private record Seen(RefreshToken token, long changes) {}

    private final Clients clients;
    private final Grants grants;
    private final ServiceAccounts accounts;

    RefreshTokens(Clients clients, Grants grants, ServiceAccounts accounts) {
        this.clients = clients;
        this.grants = grants;
        this.accounts = accounts;
    }

    /// Adds a token and gives back its number.
    public long insert(Transaction tx, RefreshToken token) {
        return tx.insert(
                """
                INSERT INTO refresh_tokens (hash, grant_id, issued_at, expires_at)
                VALUES (?, ?, ?, ?) RETURNING id
                """,
                token.hash(),
                token.grantId(),
                token.issuedAt(),
                token.expiresAt());
    }

    /// The token with this number.
    public Optional<RefreshToken> find(Transaction tx, long id) {
        return tx.one(FIND, row -> read(new Fields(row)), id);
    }

    /// The token with its grant and account, in one statement.
    public Optional<Holding> holding(Transaction tx, long id) {
        return tx.one(HOLDING, row -> holding(new Fields(row)), id);
    }

    /// The same with its client; where they can be remembered, with a client, a grant and an
    /// account of a moment before or after.
    public Optional<Glance> glance(Database database, long id) {
        return database.look(tx ->
                tx.remembers()
                        ? pieces(tx, id)
                        : tx.one(GLANCE, row -> glance(new Fields(row)), id));
    }

    private Optional<Glance> pieces(Transaction tx, long id) {
        return tx.one(SEEN, row -> seen(new Fields(row)), id).flatMap(seen -> backed(tx, seen));
    }

    private Optional<Glance> backed(Transaction tx, Seen seen) {
        return grants.recall(tx, seen.changes(), seen.token().grantId())
                .map(on ->
                        new Glance(
                                new Holding(seen.token(), on.grant(), on.account()),
                                clients.recall(tx, seen.changes(), on.grant().clientId())));
    }

    private static Seen seen(Fields row) throws SQLException {
        return new Seen(read(row), row.number());
    }

    private Glance glance(Fields row) throws SQLException {
        return new Glance(holding(row), Optional.of(Clients.read(row)));
    }

    private Holding holding(Fields row) throws SQLException {
        return new Holding(read(row), Grants.read(row), accounts.read(row));
    }

    private static RefreshToken read(Fields row) throws SQLException {
        return new RefreshToken(
                row.number(),
                row.bytes(),
                row.number(),
                row.time(),
                row.time(),
                row.timeOrNull(),
                row.numberOrNull(),
                row.numberOrNull());
    }

    /// Spends a token in favour of its successors; true for exactly one caller.
    public boolean spend(Transaction tx, RefreshToken spent) {
        // OAuth 2.1 4.3.1: a rotated refresh token is not used again
        return tx.update(
                        """
                        UPDATE refresh_tokens
                        SET used_at = ?, successor_id = ?, successor_access_id = ?
                        WHERE id = ? AND used_at IS NULL
                        """,
                        spent.usedAt(),
                        spent.successorId(),
                        spent.successorAccessId(),
                        spent.id())
                == 1;
    }
}
