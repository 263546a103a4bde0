package dev.mcpoauth.cli;

import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Grant;
import dev.mcpoauth.store.LastUses;
import dev.mcpoauth.store.Store;
import dev.mcpoauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Accounts and grants as rows, without a secret in them.
final class TokenRows {
    /// A token that would live shorter than this is refreshed for whoever asks for it.
    private static final Duration SOON = Duration.ofMinutes(1);

    private static final String REFRESHED = "ok";
    private static final int FINGERPRINT = 4;
    private static final int LONGEST_PREFIX = 12;

    private final Instant now;
    private final Uses uses;

    TokenRows(Instant now) {
        this(now, new Uses(Map.of(), Map.of()));
    }

    TokenRows(Instant now, Uses uses) {
        this.now = now;
        this.uses = uses;
    }

    /// When accounts and grants were last used, by their numbers.
    ///
    /// @param accounts the accounts
    /// @param grants the MCP logins
    record Uses(Map<Long, Instant> accounts, Map<Long, Instant> grants) {
        /// As the store knows them.
        static Uses of(Store store, Transaction tx) {
            return new Uses(
                    store.uses().all(tx, LastUses.Kind.ACCOUNT),
                    store.uses().all(tx, LastUses.Kind.GRANT));
        }
    }

    /// `ok`, `expiring`, `expired`, `login-needed` or `revoked`.
    String state(Account account) {
        ServiceToken token = account.token();
        if (!account.state().equals(Account.OK)) {
            return account.state().replace('_', '-');
        }
        boolean renews = token.refreshToken() != null;
        if (token.expiresWithin(Duration.ZERO, now)) {
            return renews ? "expired" : "login-needed";
        }
        return token.expiresWithin(SOON, now) ? "expiring" : "ok";
    }

    /// The same words for a grant of ours, whose account decides as well.
    String state(Grant grant, String accountState) {
        if (grant.revokedAt() != null) {
            return "revoked";
        }
        if (!now.isBefore(grant.expiresAt())) {
            return "expired";
        }
        return accountState.equals(Account.OK) ? "ok" : "login-needed";
    }

    /// What programs get of an account.
    Map<String, Object> fields(Account account) {
        ServiceToken token = account.token();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("ref", Refs.name(account));
        row.put("type", "external");
        row.put("provider", account.provider());
        row.put("account", account.user().label());
        row.put("scope", names(token.scope()));
        row.putAll(Times.expiry(token.expiresAt(), now));
        row.put("refreshable", token.refreshToken() != null);
        row.put("state", state(account));
        row.put("fingerprint", fingerprint(token.accessToken()));
        row.put("updated_at", account.updatedAt().toString());
        if (account.lastRefresh() != null) {
            row.put("last_refresh", account.lastRefresh());
        }
        nextRefresh(account).ifPresent(at -> row.put("next_refresh_at", at.toString()));
        used(row, uses.accounts().get(account.id()));
        return row;
    }

    /// From when on an account's token is refreshed for whoever asks for it; empty where it is not.
    static Optional<Instant> nextRefresh(Account account) {
        Instant end = account.token().expiresAt();
        boolean renews =
                account.state().equals(Account.OK) && account.token().refreshToken() != null;
        return end == null || !renews ? Optional.empty() : Optional.of(end.minus(SOON));
    }

    /// Why the last refresh failed, otherwise when the next one is due.
    private String refresh(Account account) {
        if (account.state().equals(Account.REVOKED)) {
            return "-";
        }
        String last = account.lastRefresh();
        if (last != null && !last.equals(REFRESHED)) {
            return last;
        }
        return nextRefresh(account)
                .map(at -> at.isAfter(now) ? Times.until(at, now) : "due")
                .orElse("never");
    }

    /// What programs get of a grant; `on` is the account that it stands on.
    Map<String, Object> fields(Grant grant, Account on) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("ref", Refs.name(grant));
        row.put("type", "mcp");
        row.put("provider", grant.provider());
        row.put("account", on.user().label());
        row.put("scope", names(grant.scope()));
        row.putAll(Times.expiry(grant.expiresAt(), now));
        row.put("state", state(grant, on.state()));
        row.put("client_id", grant.clientId());
        row.put("resource", grant.resource());
        row.put("created_at", grant.createdAt().toString());
        row.put("stands_on", Refs.name(on));
        used(row, uses.grants().get(grant.id()));
        return row;
    }

    private static void used(Map<String, Object> row, @Nullable Instant at) {
        if (at != null) {
            row.put("last_used_at", at.toString());
        }
    }

    private String used(@Nullable Instant at) {
        return at == null ? "never" : Times.since(at, now);
    }

    /// The row of an account for people.
    String[] cells(Account account) {
        ServiceToken token = account.token();
        boolean gone = account.state().equals(Account.REVOKED);
        String renews = token.refreshToken() == null ? " (no refresh token)" : "";
        return new String[] {
            Refs.name(account),
            account.user().label(),
            text(token.scope()),
            gone ? "-" : Times.until(token.expiresAt(), now),
            refresh(account),
            used(uses.accounts().get(account.id())),
            state(account) + (gone ? "" : renews)
        };
    }

    /// The row of a grant for people.
    String[] cells(Grant grant, Account on) {
        return new String[] {
            Refs.name(grant),
            "-",
            text(grant.scope()),
            Times.until(grant.expiresAt(), now),
            "by its client",
            used(uses.grants().get(grant.id())),
            state(grant, on.state()) + " -> " + Refs.name(on)
        };
    }

    static List<String> names(Scope scope) {
        return List.copyOf(scope.names());
    }

    static String text(Scope scope) {
        return scope.isEmpty() ? "-" : scope.toString();
    }

    /// Lets people tell tokens apart: the kind's prefix and a little of the hash.
    static String fingerprint(String token) {
        if (token.isEmpty()) {
            return "-";
        }
        int end = token.lastIndexOf('_', LONGEST_PREFIX) + 1;
        String hash = HexFormat.of().formatHex(Secret.sha256(token));
        return token.substring(0, end) + "…" + hash.substring(0, FINGERPRINT);
    }
}
