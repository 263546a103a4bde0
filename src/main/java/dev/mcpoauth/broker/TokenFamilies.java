package dev.mcpoauth.broker;

import dev.mcpoauth.broker.MintAccess.Minted;
import dev.mcpoauth.broker.MintAccess.Order;
import dev.mcpoauth.oauth.CodeExchange;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.OAuthToken;
import dev.mcpoauth.oauth.Pkce;
import dev.mcpoauth.oauth.RefreshExchange;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.Secret;
import dev.mcpoauth.oauth.SplitToken;
import dev.mcpoauth.oauth.SplitToken.Kind;
import dev.mcpoauth.oauth.TokenResult;
import dev.mcpoauth.oauth.Unavailable;
import dev.mcpoauth.store.AccessTokens.AccessToken;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Audit;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.Codes;
import dev.mcpoauth.store.Codes.Code;
import dev.mcpoauth.store.Grant;
import dev.mcpoauth.store.RefreshTokens.Holding;
import dev.mcpoauth.store.RefreshTokens.RefreshToken;
import dev.mcpoauth.store.Store;
import dev.mcpoauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Spends codes and refresh tokens inside one transaction; everything is compared before.
final class TokenFamilies {
    private final Foundation on;
    private final Store store;
    private final MintAccess mint;
    private final Successors successors;

    TokenFamilies(Foundation on, MintAccess mint) {
        this.mint = mint;
        this.on = on;
        this.store = on.store();
        this.successors = new Successors(store.sealer().derive("refresh successor"));
    }

    /// Spends a code. What a look found a moment before is enough for the usual case: the statement
    /// that spends the code compares all that can have changed since. Everything else is decided by
    /// what the transaction reads itself.
    TokenResult redeem(Transaction tx, CodeExchange asked, @Nullable SeenCode seen) {
        Instant now = on.now();
        boolean spent =
                seen != null
                        && refusal(seen.held(), asked).isEmpty()
                        && !ended(seen.held(), now)
                        && store.codes().spendLive(tx, seen.held().code().id(), now);
        return seen != null && spent
                ? issued(tx, seen.held().grant(), mayRefresh(seen.client()))
                : redeem(tx, asked);
    }

    private TokenResult redeem(Transaction tx, CodeExchange asked) {
        SplitToken shown = SplitToken.parse(Kind.CODE, asked.code()).orElse(null);
        Codes.Holding held =
                shown == null ? null : store.codes().holding(tx, shown.id()).orElse(null);
        if (shown == null || held == null || !shown.secret().hashesTo(held.code().hash())) {
            return dead("the code is unknown");
        }
        Optional<TokenResult> refusal = refusal(held, asked);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Code code = held.code();
        Grant grant = held.grant();
        Instant now = on.now();
        if (code.usedAt() != null || !store.codes().spend(tx, code.id(), now)) {
            // RFC 6749 4.1.2: revoke the tokens previously issued based on that code
            return reused(tx, grant, "code_reused");
        }
        if (ended(held, now)) {
            return dead("the code has expired");
        }
        Optional<Client> client = store.clients().find(tx, grant.clientId());
        return issued(tx, grant, client.filter(TokenFamilies::mayRefresh).isPresent());
    }

    /// Why a code that its client shows gives no tokens, whether it was used before or not.
    private static Optional<TokenResult> refusal(Codes.Holding held, CodeExchange asked) {
        Grant grant = held.grant();
        if (!grant.clientId().equals(asked.clientId())) {
            return Optional.of(dead("the code is not this client's"));
        }
        String redirect = asked.redirectUri();
        if (redirect != null && !redirect.equals(grant.redirectUri())) {
            return Optional.of(dead("the redirect_uri is not the one of the request"));
        }
        String verifier = asked.codeVerifier();
        if (verifier == null || !Pkce.matches(verifier, held.code().challenge())) {
            return Optional.of(dead("the code_verifier does not match"));
        }
        return wrongTarget(grant, asked.resource())
                ? Optional.of(
                        refuse(OAuthError.INVALID_TARGET, "the resource is not the authorized one"))
                : Optional.empty();
    }

    private static boolean ended(Codes.Holding held, Instant now) {
        return !now.isBefore(held.code().expiresAt()) || over(held.grant(), now);
    }

    /// The first tokens of a grant.
    private TokenResult issued(Transaction tx, Grant grant, boolean mayRefresh) {
        Minted access = mint.mint(tx, new Order(grant, Secret.random(on.random()), grant.scope()));
        Secret secret = Secret.random(on.random());
        return issued(access, mayRefresh ? added(tx, grant, secret) : null, secret);
    }

    /// Spends a refresh token. What a look found a moment before is enough for the usual case: the
    /// statement that adds the access token compares all that can have changed since. Everything
    /// else is decided by what the transaction reads itself.
    TokenResult rotate(Transaction tx, RefreshExchange asked, @Nullable Holding seen) {
        if (seen != null && seen.token().usedAt() == null && refusal(seen, asked).isEmpty()) {
            Optional<TokenResult> issued = succeed(tx, seen, asked);
            if (issued.isPresent()) {
                return issued.get();
            }
        }
        return rotate(tx, asked);
    }

    private TokenResult rotate(Transaction tx, RefreshExchange asked) {
        SplitToken shown = SplitToken.parse(Kind.REFRESH, asked.refreshToken()).orElse(null);
        Holding held =
                shown == null ? null : store.refreshTokens().holding(tx, shown.id()).orElse(null);
        if (shown == null || held == null || !shown.secret().hashesTo(held.token().hash())) {
            return dead("the refresh token is unknown");
        }
        Optional<TokenResult> refusal = refusal(held, asked);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Instant usedAt = held.token().usedAt();
        if (usedAt != null) {
            Duration grace = on.settings().tokens().refreshGrace();
            return on.now().isAfter(usedAt.plus(grace))
                    ? reused(tx, held.grant(), "refresh_token_reused")
                    : again(tx, held, scope(held.grant(), asked));
        }
        return succeed(tx, held, asked).orElseThrow(TokenFamilies::lost);
    }

    /// Why a token that its client shows cannot be spent, whether it was used before or not.
    private Optional<TokenResult> refusal(Holding held, RefreshExchange asked) {
        Grant grant = held.grant();
        if (!grant.clientId().equals(asked.clientId())) {
            return Optional.of(dead("the refresh token is not this client's"));
        }
        Instant now = on.now();
        boolean usable = held.account().state().equals(Account.OK);
        if (over(grant, now) || !now.isBefore(held.token().expiresAt()) || !usable) {
            return Optional.of(dead("the refresh token has ended; log in again"));
        }
        if (wrongTarget(grant, asked.resource())) {
            return Optional.of(
                    refuse(OAuthError.INVALID_TARGET, "the resource is not the authorized one"));
        }
        if (!grant.scope().covers(wanted(asked))) {
            // RFC 6749 6: MUST NOT include any scope not originally granted
            return Optional.of(
                    refuse(OAuthError.INVALID_SCOPE, "the scope is wider than what was granted"));
        }
        return Optional.empty();
    }

    /// The tokens that follow this one; empty, and nothing is written, when it cannot be spent.
    private Optional<TokenResult> succeed(Transaction tx, Holding held, RefreshExchange asked) {
        RefreshToken old = held.token();
        Grant grant = held.grant();
        Order order = new Order(grant, successors.access(old), scope(grant, asked));
        return mint.mintFrom(tx, old.id(), order).map(access -> spend(tx, held, access));
    }

    private TokenResult spend(Transaction tx, Holding held, Minted access) {
        RefreshToken old = held.token();
        Secret secret = successors.refresh(old);
        RefreshToken next = added(tx, held.grant(), secret);
        if (!store.refreshTokens().spend(tx, old.spent(on.now(), next.id(), access.token().id()))) {
            throw lost();
        }
        return issued(access, next, secret);
    }

    /// Another broker was faster: the client asks again and gets what that one has issued.
    private static Unavailable lost() {
        return new Unavailable("a refresh token was spent in the same moment");
    }

    /// A repeat within the grace period: the same successor, made again from the old hash. Its
    /// access token is another one where the first has ended or is of another scope.
    private TokenResult again(Transaction tx, Holding held, Scope scope) {
        RefreshToken old = held.token();
        Long accessId = old.successorAccessId();
        Long nextId = old.successorId();
        AccessToken access =
                accessId == null ? null : store.accessTokens().find(tx, accessId).orElse(null);
        RefreshToken next =
                nextId == null ? null : store.refreshTokens().find(tx, nextId).orElse(null);
        if (next == null) {
            return reused(tx, held.grant(), "refresh_token_reused");
        }
        if (access != null && alive(access) && access.scope().equals(scope)) {
            Minted same = mint.again(tx, access, successors.access(old));
            return issued(same, next, successors.refresh(old));
        }
        // with a secret of its own: who got hold of a revoked one must not know this one's
        Order order = new Order(held.grant(), Secret.random(on.random()), scope);
        return issued(mint.mint(tx, order), next, successors.refresh(old));
    }

    private boolean alive(AccessToken access) {
        return access.revokedAt() == null && on.now().isBefore(access.expiresAt());
    }

    private RefreshToken added(Transaction tx, Grant grant, Secret secret) {
        Instant now = on.now();
        Instant end = earlier(now.plus(on.settings().tokens().refresh()), grant.expiresAt());
        RefreshToken next =
                new RefreshToken(0, secret.hash(), grant.id(), now, end, null, null, null);
        return next.withId(store.refreshTokens().insert(tx, next));
    }

    private TokenResult issued(Minted access, @Nullable RefreshToken next, Secret secret) {
        String refresh =
                next == null ? null : new SplitToken(Kind.REFRESH, next.id(), secret).text();
        AccessToken token = access.token();
        return new TokenResult.Issued(
                new OAuthToken(
                        access.text(),
                        OAuthToken.BEARER,
                        Duration.between(on.now(), token.expiresAt()).toSeconds(),
                        refresh,
                        token.scope()));
    }

    private TokenResult reused(Transaction tx, Grant grant, String event) {
        Instant now = on.now();
        if (store.grants().revoke(tx, grant.id(), event, now)) {
            String detail = "grant " + grant.id() + " of client " + grant.clientId();
            store.audit().append(tx, new Audit.Entry(now, event, detail + " was revoked"));
        }
        return dead("it was used before; log in again");
    }

    private static boolean mayRefresh(Client client) {
        return client.metadata().allows("refresh_token");
    }

    private static Scope scope(Grant grant, RefreshExchange asked) {
        Scope wanted = wanted(asked);
        return wanted.isEmpty() ? grant.scope() : wanted;
    }

    private static Scope wanted(RefreshExchange asked) {
        return asked.scope() == null ? Scope.NONE : asked.scope().without(Authorize.IGNORED);
    }

    private static boolean wrongTarget(Grant grant, @Nullable String resource) {
        // RFC 8707 2.2: the resource MUST be one that was authorized
        return resource != null && !Resources.same(grant.resource(), resource);
    }

    private static boolean over(Grant grant, Instant now) {
        return grant.revokedAt() != null || !now.isBefore(grant.expiresAt());
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static TokenResult dead(String because) {
        return refuse(OAuthError.INVALID_GRANT, because);
    }

    private static TokenResult refuse(OAuthError error, String because) {
        return new TokenResult.Refused(error.because(because), false);
    }
}
