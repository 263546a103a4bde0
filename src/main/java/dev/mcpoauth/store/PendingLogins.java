package dev.mcpoauth.store;

import dev.mcpoauth.oauth.AuthorizationParams;
import dev.mcpoauth.oauth.Pkce;
import dev.mcpoauth.oauth.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Logins on their way: ask, sent, returned, then done or failed. Every step happens once.
public final class PendingLogins {
    /// One login on its way.
    ///
    /// @param id the broker's handle
    /// @param phase `ask`, `sent`, `returned`, `done` or `failed`
    /// @param provider the provider's name; empty until the user has chosen
    /// @param params what the MCP client asked for; null for a login by the command line
    /// @param browserHash SHA-256 of the cookie of the browser that it belongs to
    /// @param csrfHash SHA-256 of the consent form's hidden value
    /// @param codeVerifier our PKCE verifier toward the service
    /// @param accountId the account that it ended with
    /// @param failure why it failed, for people
    /// @param createdAt when it began
    /// @param expiresAt when it is forgotten
    public record PendingLogin(
            String id,
            String phase,
            String provider,
            @Nullable AuthorizationParams params,
            byte[] browserHash,
            byte[] csrfHash,
            @Nullable String codeVerifier,
            @Nullable Long accountId,
            @Nullable String failure,
            Instant createdAt,
            Instant expiresAt) {}

    private final SealedColumns sealed;

    PendingLogins(Sealer sealer) {
        this.sealed = new SealedColumns(sealer, "pending_logins");
    }

    /// Adds a login in phase `ask`.
    public void insert(Transaction tx, PendingLogin login) throws SQLException {
        AuthorizationParams asked = login.params();
        tx.update(
                """
                INSERT INTO pending_logins (id, phase, provider, client_id, redirect_uri, state,
                    scope, challenge, resource, login_hint, browser_hash, csrf_hash, created_at,
                    expires_at)
                VALUES (?, 'ask', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                login.id(),
                login.provider(),
                asked == null ? null : asked.clientId(),
                asked == null ? null : asked.redirectUri(),
                asked == null ? null : asked.state(),
                asked == null ? null : asked.scope().toString(),
                asked == null ? null : asked.codeChallenge(),
                asked == null ? null : asked.resource(),
                asked == null ? null : asked.loginHint(),
                login.browserHash(),
                login.csrfHash(),
                login.createdAt(),
                login.expiresAt());
    }

    /// The login with this handle.
    public Optional<PendingLogin> find(Transaction tx, String id) throws SQLException {
        return tx.one("SELECT * FROM pending_logins WHERE id = ?", this::read, id);
    }

    /// The login that was sent to the service with this state.
    public Optional<PendingLogin> findByState(Transaction tx, byte[] stateHash)
            throws SQLException {
        return tx.one("SELECT * FROM pending_logins WHERE state_hash = ?", this::read, stateHash);
    }

    /// Moves from `ask` to `sent`; true for exactly one caller.
    public boolean send(Transaction tx, String id, byte[] stateHash, String codeVerifier)
            throws SQLException {
        return tx.update(
                        """
                        UPDATE pending_logins SET phase = 'sent', state_hash = ?,
                            sealed_verifier = ? WHERE id = ? AND phase = 'ask'
                        """,
                        stateHash,
                        sealed.seal(codeVerifier, id, "verifier"),
                        id)
                == 1;
    }

    /// Moves from one phase to another; true for exactly one caller.
    public boolean advance(Transaction tx, String id, String from, String to) throws SQLException {
        return tx.update(
                        "UPDATE pending_logins SET phase = ? WHERE id = ? AND phase = ?",
                        to,
                        id,
                        from)
                == 1;
    }

    /// Sets the provider of a login that still asks.
    public boolean choose(Transaction tx, String id, String provider) throws SQLException {
        return tx.update(
                        "UPDATE pending_logins SET provider = ? WHERE id = ? AND phase = 'ask'",
                        provider,
                        id)
                == 1;
    }

    /// Binds a login that still asks to the browser that opened its link.
    public boolean bind(Transaction tx, String id, byte[] browserHash) throws SQLException {
        return tx.update(
                        "UPDATE pending_logins SET browser_hash = ? WHERE id = ? AND phase = 'ask'",
                        browserHash,
                        id)
                == 1;
    }

    /// Ends a login well.
    public void finish(Transaction tx, String id, long accountId) throws SQLException {
        tx.update(
                "UPDATE pending_logins SET phase = 'done', account_id = ? WHERE id = ?",
                accountId,
                id);
    }

    /// Ends a login badly; `because` is for people and holds no secret.
    public void fail(Transaction tx, String id, String because) throws SQLException {
        tx.update(
                "UPDATE pending_logins SET phase = 'failed', failure = ? WHERE id = ?",
                because,
                id);
    }

    /// Forgets what has expired; gives back how many.
    public int prune(Transaction tx, Instant now) throws SQLException {
        return tx.update("DELETE FROM pending_logins WHERE expires_at <= ?", now);
    }

    private PendingLogin read(ResultSet row) throws SQLException {
        String id = row.getString("id");
        return new PendingLogin(
                id,
                row.getString("phase"),
                row.getString("provider"),
                row.getString("client_id") == null ? null : params(row),
                row.getBytes("browser_hash"),
                row.getBytes("csrf_hash"),
                sealed.openOrNull(row.getBytes("sealed_verifier"), id, "verifier"),
                Transaction.longOrNull(row, "account_id"),
                row.getString("failure"),
                Transaction.instant(row, "created_at"),
                Transaction.instant(row, "expires_at"));
    }

    private static AuthorizationParams params(ResultSet row) throws SQLException {
        return new AuthorizationParams(
                row.getString("id"),
                row.getString("client_id"),
                row.getString("redirect_uri"),
                row.getString("state"),
                Scope.parse(row.getString("scope")),
                row.getString("challenge"),
                Pkce.METHOD,
                row.getString("resource"),
                row.getString("login_hint"));
    }
}
