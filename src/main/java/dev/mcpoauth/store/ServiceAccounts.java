package dev.mcpoauth.store;

import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.UserInfo;
import dev.mcpoauth.store.OpenedTokens.Plain;
import dev.mcpoauth.store.OpenedTokens.Sealed;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The accounts at services, one for each provider and subject, tokens sealed.
public final class ServiceAccounts {
    private static final byte[] NOTHING = {};

    /// A lease is for seconds. One that seems to last longer than this was taken while the clock
    /// was ahead, by a process that has ended or will ask again.
    private static final Duration BEYOND = Duration.ofMinutes(5);

    private static final ServiceToken LOST =
            new ServiceToken("", "", null, Instant.EPOCH, null, Scope.NONE, Map.of());

    /// The columns of an account `a`, in the order of [#read].
    static final String COLUMNS =
            "a.id, a.provider, a.subject, a.login, a.name, a.email, a.email_verified, a.tenant,"
                    + " a.sealed_access_token, a.sealed_refresh_token, a.sealed_extra,"
                    + " a.token_type, a.expires_at, a.refresh_expires_at, a.scope, a.state,"
                    + " a.last_refresh, a.updated_at, a.version";

    private static final String SELECT = "SELECT " + COLUMNS + " FROM service_accounts a ";

    private static final String LIST = SELECT + "WHERE version > 0 ORDER BY provider, login, id";

    private static final String NEW_TOKEN =
            "sealed_access_token = ?, sealed_refresh_token = ?, sealed_extra = ?, token_type = ?,"
                    + " scope = ?, expires_at = ?, refresh_expires_at = ?, updated_at = ?,"
                    + " state = 'ok', version = version + 1 WHERE id = ?";

    private static final String UPDATE = "UPDATE service_accounts SET " + NEW_TOKEN;

    private static final String LINK =
            "UPDATE service_accounts SET login = ?, name = ?, email = ?, email_verified = ?,"
                    + " tenant = ?, last_refresh = NULL, "
                    + NEW_TOKEN;

    private final SealedColumns sealed;
    private final OpenedTokens opened = new OpenedTokens();

    ServiceAccounts(Sealer sealer) {
        this.sealed = new SealedColumns(sealer, "service_accounts");
    }

    /// Stores a login: a new account, or a new token for a known one, whose refresh token is kept
    /// when the service gave none.
    public Account link(Transaction tx, NewLogin login) {
        Optional<Account> known =
                tx.one(
                        SELECT + "WHERE a.provider = ? AND a.subject = ? AND a.version > 0",
                        row -> read(new Fields(row)),
                        login.provider(),
                        login.user().subject());
        long id = known.map(Account::id).orElseGet(() -> add(tx, login));
        UserInfo user = login.user();
        ServiceToken token =
                known.map(before -> login.token().keeping(before.token())).orElse(login.token());
        List<@Nullable Object> values = new ArrayList<>();
        values.add(user.login());
        values.add(user.name());
        values.add(user.email());
        values.add(user.emailVerified() ? 1 : 0);
        values.add(user.tenant());
        values.addAll(values(id, token, login.now()));
        tx.update(LINK, values.toArray());
        sealed.confirm(tx);
        long version = known.map(Account::version).orElse(0L) + 1;
        return new Account(
                id, login.provider(), user, token, Account.OK, null, login.now(), version);
    }

    /// A row for an account that is new: what is sealed for it needs its number.
    private static long add(Transaction tx, NewLogin login) {
        return tx.insert(
                """
                INSERT INTO service_accounts (provider, subject, email_verified,
                    sealed_access_token, token_type, scope, state, updated_at, version)
                VALUES (?, ?, 0, ?, '', '', 'ok', ?, 0)
                ON CONFLICT (provider, subject) DO UPDATE SET state = 'ok' RETURNING id
                """,
                login.provider(),
                login.user().subject(),
                NOTHING,
                login.now());
    }

    /// The values of [#NEW_TOKEN].
    private List<@Nullable Object> values(long id, ServiceToken token, Instant now) {
        Sealed closed =
                new Sealed(
                        sealed.seal(token.accessToken(), id, "access_token"),
                        sealed.sealOrNull(token.refreshToken(), id, "refresh_token"),
                        sealed.seal(SealedColumns.join(token.extra()), id, "extra"));
        opened.keep(
                id, closed, new Plain(token.accessToken(), token.refreshToken(), token.extra()));
        List<@Nullable Object> values = new ArrayList<>();
        values.add(closed.accessToken());
        values.add(closed.refreshToken());
        values.add(closed.extra());
        values.add(token.tokenType());
        values.add(token.scope().toString());
        values.add(token.expiresAt());
        values.add(token.refreshExpiresAt());
        values.add(now);
        values.add(id);
        return values;
    }

    /// What a login at a service gave.
    ///
    /// @param provider the provider's name
    /// @param user who logged in
    /// @param token the service's token
    /// @param now the time
    public record NewLogin(String provider, UserInfo user, ServiceToken token, Instant now) {
        /// The row that logins of this account write.
        public Database.Asked row() {
            return new Database.Asked("service_accounts", List.of(provider, user.subject()));
        }
    }

    /// The account with this number.
    public Optional<Account> find(Transaction tx, long id) {
        return tx.one(SELECT + "WHERE a.id = ?", row -> read(new Fields(row)), id);
    }

    /// The same as it stood after so many changes, see [Transaction#recall].
    Optional<Account> recall(Transaction tx, long changes, long id) {
        Database.Asked asked = new Database.Asked("service_accounts", id);
        return tx.recall(changes, asked, same -> find(same, id));
    }

    /// The account at a provider whose login, e-mail address or subject this is.
    public Optional<Account> find(Transaction tx, String provider, String label) {
        return tx.one(
                SELECT
                        + """
                        WHERE provider = ? AND (subject = ? OR login = ? OR email = ?)
                        ORDER BY CASE WHEN subject = ? THEN 0 WHEN login = ? THEN 1 ELSE 2 END, id
                        LIMIT 1
                        """,
                row -> read(new Fields(row)),
                provider,
                label,
                label,
                label,
                label,
                label);
    }

    /// The accounts at a provider that have logged in, by name.
    public List<Account> at(Transaction tx, String provider) {
        return tx.all(
                SELECT + "WHERE provider = ? AND version > 0 ORDER BY login, id",
                row -> read(new Fields(row)),
                provider);
    }

    /// The account that a command line's words mean: of this name, or the only one at the provider
    /// where the name is empty; empty where none or several are meant.
    Optional<Account> named(Transaction tx, String provider, String label) {
        if (!label.isEmpty()) {
            return find(tx, provider, label).filter(account -> account.version() > 0);
        }
        List<Account> all = at(tx, provider);
        return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
    }

    /// All accounts, by provider and name.
    public List<Account> list(Transaction tx) {
        return tx.all(LIST, row -> read(new Fields(row)));
    }

    /// The first accounts by provider and name, at most so many.
    public List<Account> first(Transaction tx, int most) {
        return tx.all(LIST + " LIMIT ?", row -> read(new Fields(row)), most);
    }

    /// Stores a new token of the service for an account.
    public void update(Transaction tx, long id, ServiceToken token, Instant now) {
        tx.update(UPDATE, values(id, token, now).toArray());
        sealed.confirm(tx);
    }

    /// Writes down how a refresh ended, and the state that follows from it.
    public void note(Transaction tx, long id, String state, String lastRefresh) {
        tx.update(
                "UPDATE service_accounts SET state = ?, last_refresh = ? WHERE id = ?",
                state,
                lastRefresh,
                id);
    }

    /// The same, unless a newer token came meanwhile; false then.
    public boolean noteOf(Transaction tx, Account seen, String state, String lastRefresh) {
        return tx.update(
                        """
                        UPDATE service_accounts SET state = ?, last_refresh = ?
                        WHERE id = ? AND version = ?
                        """,
                        state,
                        lastRefresh,
                        seen.id(),
                        seen.version())
                == 1;
    }

    /// Removes an account's tokens; the account stays, and a refresh on its way is not stored.
    public void revoke(Transaction tx, long id, Instant now) {
        tx.update(
                """
                UPDATE service_accounts SET sealed_access_token = ?, sealed_refresh_token = NULL,
                    sealed_extra = ?, expires_at = NULL, refresh_expires_at = NULL,
                    updated_at = ?, state = 'revoked', last_refresh = NULL, version = version + 1
                WHERE id = ?
                """,
                sealed.seal("", id, "access_token"),
                sealed.seal("", id, "extra"),
                now,
                id);
        sealed.confirm(tx);
    }

    /// True when nobody has the right to refresh an account's token at this moment.
    public boolean free(Transaction tx, long id, Instant now) {
        return tx.one(
                        """
                        SELECT id FROM service_accounts
                        WHERE id = ? AND (lease_owner IS NULL OR lease_until <= ?
                            OR lease_until > ?)
                        """,
                        row -> true,
                        id,
                        now,
                        now.plus(BEYOND))
                .isPresent();
    }

    /// Keeps the right to refresh longer, for its owner only.
    public boolean renew(Transaction tx, long id, String owner, Instant until) {
        return tx.update(
                        """
                        UPDATE service_accounts SET lease_until = ?
                        WHERE id = ? AND lease_owner = ?
                        """,
                        until,
                        id,
                        owner)
                == 1;
    }

    /// Takes the right to refresh an account's token until `until`; false while another has it.
    public boolean lease(Transaction tx, long id, Lease lease) {
        return tx.update(
                        """
                        UPDATE service_accounts SET lease_owner = ?, lease_until = ?
                        WHERE id = ? AND (lease_owner IS NULL OR lease_until <= ?
                            OR lease_until > ?)
                        """,
                        lease.owner(),
                        lease.until(),
                        id,
                        lease.now(),
                        lease.now().plus(BEYOND))
                == 1;
    }

    /// The right to refresh, for a while.
    ///
    /// @param owner who has it
    /// @param now the time
    /// @param until when it falls free by itself
    public record Lease(String owner, Instant now, Instant until) {}

    /// Gives the right to refresh back.
    public void release(Transaction tx, long id, String owner) {
        tx.update(
                """
                UPDATE service_accounts SET lease_owner = NULL, lease_until = NULL
                WHERE id = ? AND lease_owner = ?
                """,
                id,
                owner);
    }

    /// Removes an account with its grants, all their tokens and the answers of its user; false when
    /// there is none.
    public boolean delete(Transaction tx, long id) {
        tx.update(
                """
                DELETE FROM consents WHERE user_id =
                    (SELECT provider || ':' || subject FROM service_accounts WHERE id = ?)
                """,
                id);
        return tx.update("DELETE FROM service_accounts WHERE id = ?", id) == 1;
    }

    Account read(Fields row) throws SQLException {
        long id = row.number();
        String provider = row.text();
        UserInfo user = user(row);
        Optional<ServiceToken> token = token(row, id);
        String state = row.text();
        String lastRefresh = row.textOrNull();
        // one damaged value is one user's trouble: the next login of that user heals it
        return new Account(
                id,
                provider,
                user,
                token.orElse(LOST),
                token.isPresent() ? state : Account.LOGIN_NEEDED,
                token.isPresent() ? lastRefresh : "the stored token is damaged",
                row.time(),
                row.number());
    }

    private static UserInfo user(Fields row) throws SQLException {
        return new UserInfo(
                row.text(),
                row.textOrNull(),
                row.textOrNull(),
                row.textOrNull(),
                row.number() == 1,
                row.textOrNull());
    }

    /// Empty when it is damaged; throws where another process has changed the key since.
    private Optional<ServiceToken> token(Fields row, long id) throws SQLException {
        Sealed values = new Sealed(row.bytes(), row.bytesOrNull(), row.bytes());
        String type = row.text();
        Instant expires = row.timeOrNull();
        Instant refreshExpires = row.timeOrNull();
        Scope scope = row.scope();
        Optional<Plain> open = opened.of(id, values, () -> open(id, values));
        if (open.isEmpty()) {
            // the login lives: clients throw their tokens away when they hear that it has ended
            sealed.requireOurs(row.fact(Store.CHECK));
        }
        return open.map(plain ->
                new ServiceToken(
                        plain.accessToken(),
                        type,
                        plain.refreshToken(),
                        expires,
                        refreshExpires,
                        scope,
                        plain.extra()));
    }

    private Plain open(long id, Sealed values) {
        return new Plain(
                sealed.open(values.accessToken(), id, "access_token"),
                sealed.openOrNull(values.refreshToken(), id, "refresh_token"),
                SealedColumns.split(sealed.open(values.extra(), id, "extra")));
    }
}
