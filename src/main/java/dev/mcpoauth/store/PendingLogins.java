package dev.mcpoauth.store;

import dev.mcpoauth.oauth.AuthorizationParams;
import dev.mcpoauth.oauth.Pkce;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.Secret;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Logins on their way: ask, sent, returned, then done or failed. Every step happens once.
public final class PendingLogins {
    /// Where a login is.
    public enum Phase {
        /// The user has not answered our page.
        ASK,
        /// The browser is at the service.
        SENT,
        /// The browser is back; the service's answer is being looked at.
        RETURNED,
        /// The client got its code.
        DONE,
        /// There will be no code.
        FAILED;

        private String stored() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static Phase of(String stored) {
            return valueOf(stored.toUpperCase(Locale.ROOT));
        }
    }

    /// What leads a login back from the service.
    ///
    /// @param state our state toward the service
    /// @param codeVerifier our PKCE verifier toward the service
    public record Way(Secret state, String codeVerifier) {
        /// Hides both.
        @Override
        public String toString() {
            return "Way[hidden]";
        }
    }

    static final Ended ENDED = Ended.of("pending_logins", "id", "expires_at");

    private static final int MOST_ASKING = 10_000;
    private static final int MOST = 50_000;
    private static final char STATE_SEPARATOR = '.';
    private static final int PRUNE_EVERY = 16;
    private static final int TRIM_ASKING_EVERY = 64;
    private static final int TRIM_EVERY = 1024;

    /// Those that nobody has answered have an index of their own: anybody can make them.
    static final String TRIM_ASKING = trim("WHERE phase = 'ask'");

    private static final String TRIM = trim("");

    private static final String COLUMNS =
            "id, phase, provider, client_id, redirect_uri, sealed_state, scope, challenge, resource,"
                    + " login_hint, browser_hash, csrf_hash, sealed_verifier, expected_account,"
                    + " skipped, account_id, failure, created_at, expires_at";

    private static final String FIND = "SELECT " + COLUMNS + " FROM pending_logins WHERE id = ?";

    private static final String FIND_SENT = FIND + " AND state_hash = ?";

    private static final String FINISH = settle(Phase.DONE);
    private static final String NOTE = settle(Phase.RETURNED);

    private final SealedColumns sealed;
    private final AtomicInteger added = new AtomicInteger();

    PendingLogins(Sealer sealer) {
        this.sealed = new SealedColumns(sealer, "pending_logins");
    }

    /// Adds a login in phase `ask`; when there are too many, the oldest that nobody approved go.
    public void insert(Transaction tx, PendingLogin login) {
        insert(tx, login, null);
    }

    /// Adds a login in phase `sent`, which goes this way to the service.
    public void insertSent(Transaction tx, PendingLogin login, Way way) {
        insert(tx, login, way);
    }

    private void insert(Transaction tx, PendingLogin login, @Nullable Way way) {
        String id = login.id();
        AuthorizationParams asked = login.params();
        tx.update(
                """
                INSERT INTO pending_logins (id, phase, provider, client_id, redirect_uri,
                    sealed_state, scope, challenge, resource, login_hint, browser_hash, csrf_hash,
                    state_hash, sealed_verifier, expected_account, skipped, created_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                id,
                (way == null ? Phase.ASK : Phase.SENT).stored(),
                login.provider(),
                asked == null ? null : asked.clientId(),
                asked == null ? null : asked.redirectUri(),
                asked == null ? null : sealed.sealOrNull(asked.state(), id, "state"),
                asked == null ? null : asked.scope().toString(),
                asked == null ? null : asked.codeChallenge(),
                asked == null ? null : asked.resource(),
                asked == null ? null : asked.loginHint(),
                login.browserHash(),
                login.csrfHash(),
                way == null ? null : way.state().hash(),
                way == null ? null : sealed.seal(way.codeVerifier(), id, "verifier"),
                login.expectedAccount(),
                login.skipped() ? 1 : 0,
                login.createdAt(),
                login.expiresAt());
        sealed.confirm(tx);
        trim(tx, login.createdAt());
    }

    /// What others left goes beside every few logins, more than they add.
    private void trim(Transaction tx, Instant now) {
        int before = added.getAndIncrement();
        if (before % PRUNE_EVERY == 0) {
            prune(tx, now);
        }
        if (before % TRIM_ASKING_EVERY == 0) {
            tx.update(TRIM_ASKING, MOST_ASKING);
        }
        if (before % TRIM_EVERY == 0) {
            tx.update(TRIM, MOST);
        }
    }

    /// Removes the oldest of these logins, as many as there are more than allowed.
    private static String trim(String which) {
        return """
        DELETE FROM pending_logins WHERE id IN (SELECT id FROM pending_logins %s
            ORDER BY expires_at DESC LIMIT 2000 OFFSET ?)
        """
                .formatted(which);
    }

    /// The login with this handle.
    public Optional<PendingLogin> find(Transaction tx, String id) {
        return tx.one(FIND, row -> read(new Fields(row)), id);
    }

    /// The state of a login that goes to the service; it leads back to it.
    public static Secret state(PendingLogin login, Secret random) {
        return new Secret(login.id() + STATE_SEPARATOR + random.value());
    }

    /// Whether the state names this login; only the store knows whether it leads back to it.
    public static boolean isOf(PendingLogin login, Secret state) {
        return handle(state).filter(login.id()::equals).isPresent();
    }

    private static Optional<String> handle(Secret state) {
        int end = state.value().lastIndexOf(STATE_SEPARATOR);
        return end < 0 ? Optional.empty() : Optional.of(state.value().substring(0, end));
    }

    /// The login that was sent to the service with this state.
    public Optional<PendingLogin> findByState(Transaction tx, Secret state) {
        return handle(state)
                .flatMap(id -> tx.one(FIND_SENT, row -> read(new Fields(row)), id, state.hash()));
    }

    /// What the command line asks for in a login of its own.
    ///
    /// @param scope what to ask the service for; empty means the usual
    /// @param loginHint an account name to offer
    public record Asked(Scope scope, @Nullable String loginHint) {}

    /// Writes down what the command line asks for.
    public void wish(Transaction tx, String id, Asked asked) {
        tx.update(
                "UPDATE pending_logins SET scope = ?, login_hint = ? WHERE id = ?",
                asked.scope().toString(),
                asked.loginHint(),
                id);
    }

    /// What the command line asked for.
    public Asked wish(Transaction tx, String id) {
        return tx.one(
                        "SELECT scope, login_hint FROM pending_logins WHERE id = ?",
                        row ->
                                new Asked(
                                        Scope.parse(row.getString("scope")),
                                        row.getString("login_hint")),
                        id)
                .orElse(new Asked(Scope.NONE, null));
    }

    /// Moves to `sent`; false when the login has gone on further, or is another's or over. Sent
    /// again, it has a new state and a new verifier: those from before lead nowhere.
    public boolean send(Transaction tx, PendingLogin login, Way way, Instant now) {
        String id = login.id();
        int sent =
                tx.update(
                        """
                        UPDATE pending_logins SET phase = 'sent', state_hash = ?,
                            sealed_verifier = ?, expected_account = ?, skipped = ?
                        WHERE id = ? AND provider = ? AND phase IN ('ask', 'sent')
                            AND expires_at > ?
                        """,
                        way.state().hash(),
                        sealed.seal(way.codeVerifier(), id, "verifier"),
                        login.expectedAccount(),
                        login.skipped() ? 1 : 0,
                        id,
                        login.provider(),
                        now);
        sealed.confirm(tx);
        return sent == 1;
    }

    /// Takes back the login that went with this state and has not been sent again since: moves it
    /// from `sent` to `returned`; true for exactly one caller.
    public boolean take(Transaction tx, String id, Secret state, Instant now) {
        return tx.update(
                        """
                        UPDATE pending_logins SET phase = 'returned'
                        WHERE id = ? AND state_hash = ? AND phase = 'sent' AND expires_at > ?
                        """,
                        id,
                        state.hash(),
                        now)
                == 1;
    }

    /// The user says no, before or after the browser was sent away; true for exactly one caller.
    public boolean deny(Transaction tx, String id) {
        return tx.update(
                        """
                        UPDATE pending_logins SET phase = 'failed'
                        WHERE id = ? AND phase IN ('ask', 'sent')
                        """,
                        id)
                == 1;
    }

    /// Puts the question again after the service logged in somebody else: back from `returned` to
    /// `ask`, with a new form secret and nothing left of the way to the service.
    public boolean askAgain(Transaction tx, String id, byte[] csrfHash) {
        return tx.update(
                        """
                        UPDATE pending_logins SET phase = 'ask', csrf_hash = ?, state_hash = NULL,
                            sealed_verifier = NULL, expected_account = NULL, skipped = 0
                        WHERE id = ? AND phase = 'returned'
                        """,
                        csrfHash,
                        id)
                == 1;
    }

    /// Sets the provider of a login that still asks.
    public boolean choose(Transaction tx, String id, String provider) {
        return tx.update(
                        "UPDATE pending_logins SET provider = ? WHERE id = ? AND phase = 'ask'",
                        provider,
                        id)
                == 1;
    }

    /// Binds a login that still asks to the browser that opened its link.
    public boolean bind(Transaction tx, String id, byte[] browserHash) {
        return tx.update(
                        "UPDATE pending_logins SET browser_hash = ? WHERE id = ? AND phase = 'ask'",
                        browserHash,
                        id)
                == 1;
    }

    /// Ends a login well, with this account; false when it is over, or its client is gone.
    public boolean finish(Transaction tx, String id, long accountId, Instant now) {
        return tx.update(FINISH, accountId, id, now) == 1;
    }

    /// Writes down who came back, where the question has to be put again; false as above.
    public boolean note(Transaction tx, String id, long accountId, Instant now) {
        return tx.update(NOTE, accountId, id, now) == 1;
    }

    private static String settle(Phase to) {
        return """
        UPDATE pending_logins SET phase = '%s', account_id = ?
        WHERE id = ? AND phase = 'returned' AND expires_at > ? AND (client_id IS NULL
            OR EXISTS (SELECT 1 FROM clients c WHERE c.id = pending_logins.client_id))
        """
                .formatted(to.stored());
    }

    /// Ends a login badly; `because` is for people and holds no secret.
    public void fail(Transaction tx, String id, String because) {
        tx.update(
                "UPDATE pending_logins SET phase = 'failed', failure = ? WHERE id = ?",
                because,
                id);
    }

    /// Forgets a few that have expired; gives back how many.
    public int prune(Transaction tx, Instant now) {
        return ENDED.removeBeside(tx, now);
    }

    private PendingLogin read(Fields row) throws SQLException {
        String id = row.text();
        return new PendingLogin(
                id,
                Phase.of(row.text()),
                row.text(),
                params(row, id),
                row.bytes(),
                row.bytes(),
                sealed.openOrNull(row.bytesOrNull(), id, "verifier"),
                row.numberOrNull(),
                row.number() == 1,
                row.numberOrNull(),
                row.textOrNull(),
                row.time(),
                row.time());
    }

    /// Null for a login by the command line.
    private @Nullable AuthorizationParams params(Fields row, String id) throws SQLException {
        String clientId = row.textOrNull();
        String redirectUri = row.textOrNull();
        byte[] state = row.bytesOrNull();
        Scope scope = Scope.parse(row.textOrNull());
        String challenge = row.textOrNull();
        String resource = row.textOrNull();
        String loginHint = row.textOrNull();
        return clientId == null || redirectUri == null || challenge == null || resource == null
                ? null
                : new AuthorizationParams(
                        id,
                        clientId,
                        redirectUri,
                        sealed.openOrNull(state, id, "state"),
                        scope,
                        challenge,
                        Pkce.METHOD,
                        resource,
                        loginHint);
    }
}
