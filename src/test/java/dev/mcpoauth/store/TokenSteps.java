package dev.mcpoauth.store;

import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.store.AccessTokens.AccessToken;
import dev.mcpoauth.store.RefreshTokens.RefreshToken;
import dev.mcpoauth.store.StoreModel.Gr;
import dev.mcpoauth.store.StoreModel.Step;
import dev.mcpoauth.store.StoreModel.Tok;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What is done to grants, codes and tokens.
final class TokenSteps {
    private final StoreModel model;

    TokenSteps(StoreModel model) {
        this.model = model;
    }

    Step grant(String client, long account, Duration life) {
        Instant at = model.now;
        Instant end = at.plus(life);
        return new Step(
                "grant",
                (plain, answer) -> {
                    long id = plain.number("grants", answer);
                    plain.grants.put(id, new Gr(client, account, end, null));
                    return id;
                },
                (store, tx) -> {
                    String user = "p:" + account;
                    Grant grant =
                            new Grant(
                                    0,
                                    client,
                                    user,
                                    account,
                                    "p",
                                    Scope.NONE,
                                    "r",
                                    "u",
                                    at,
                                    end,
                                    null,
                                    null);
                    return store.grants().insert(tx, grant).id();
                });
    }

    Step revokeGrant(long id) {
        Instant at = model.now;
        return new Step(
                "revoke grant " + id,
                (plain, answer) -> {
                    Gr old = plain.grants.get(id);
                    plain.grants.computeIfPresent(
                            id, (number, grant) -> StoreModel.revoked(grant, at));
                    return StoreModel.live(old);
                },
                (store, tx) -> store.grants().revoke(tx, id, "test", at));
    }

    Step code(long grant, Duration life) {
        Instant end = model.now.plus(life);
        byte[] hash = hash("code");
        return new Step(
                "code",
                (plain, answer) -> {
                    long id = plain.number("codes", answer);
                    plain.codes.put(id, new Tok(grant, end, null));
                    return id;
                },
                (store, tx) ->
                        store.codes()
                                .insert(
                                        tx,
                                        new Codes.Code(0, hash, grant, "challenge", end, null)));
    }

    Step spendCode(long id) {
        Instant at = model.now;
        return new Step(
                "spend code " + id,
                (plain, answer) -> {
                    Tok code = plain.codes.get(id);
                    if (code == null
                            || code.over() != null
                            || !StoreModel.live(plain.grants.get(code.grant()))) {
                        return false;
                    }
                    plain.codes.put(id, new Tok(code.grant(), code.end(), at));
                    return true;
                },
                (store, tx) -> store.codes().spendLive(tx, id, at));
    }

    Step refreshToken(long grant, Duration life) {
        Instant end = model.now.plus(life);
        return new Step(
                "refresh token",
                (plain, answer) -> {
                    long id = plain.number("refresh", answer);
                    plain.refresh.put(id, new Tok(grant, end, null));
                    return id;
                },
                (store, tx) -> store.refreshTokens().insert(tx, refreshToken(grant, end)));
    }

    private RefreshToken refreshToken(long grant, Instant end) {
        return new RefreshToken(0, hash("refresh"), grant, model.now, end, null, null, null);
    }

    /// Spends a refresh token; the answer is the numbers of the two that follow it.
    Step rotate(long id, Duration life) {
        Instant at = model.now;
        Instant end = at.plus(life);
        AccessToken token = new AccessToken(0, hash("access"), 0, Scope.NONE, at, end, null);
        return new Step(
                "rotate " + id,
                (plain, answer) -> {
                    Tok old = plain.refresh.get(id);
                    Gr grant = old == null ? null : plain.grants.get(old.grant());
                    if (old == null || grant == null || old.over() != null) {
                        return List.of();
                    }
                    if (grant.revoked() != null || !plain.ok(grant)) {
                        return List.of();
                    }
                    List<?> made = (List<?>) answer;
                    Tok next = new Tok(old.grant(), end, null);
                    plain.refresh.put(id, new Tok(old.grant(), old.end(), at));
                    plain.access.put(plain.number("access", made.getFirst()), next);
                    plain.refresh.put(plain.number("refresh", made.getLast()), next);
                    return made;
                },
                (store, tx) -> rotate(store, tx, id, token));
    }

    private static List<Long> rotate(Store store, Transaction tx, long id, AccessToken token) {
        RefreshTokens tokens = store.refreshTokens();
        return store.accessTokens()
                .insertFrom(tx, id, token)
                .map(access -> {
                    RefreshToken old = tokens.find(tx, id).orElseThrow();
                    long next =
                            tokens.insert(
                                    tx,
                                    new RefreshToken(
                                            0,
                                            hash("refresh"),
                                            old.grantId(),
                                            token.issuedAt(),
                                            token.expiresAt(),
                                            null,
                                            null,
                                            null));
                    if (!tokens.spend(tx, old.spent(token.issuedAt(), next, access))) {
                        throw new IllegalStateException("spent at the same moment");
                    }
                    return List.of(access, next);
                })
                .orElse(List.of());
    }

    Step revokeAccess(long id) {
        Instant at = model.now;
        return new Step(
                "revoke access " + id,
                (plain, answer) -> {
                    plain.access.computeIfPresent(
                            id,
                            (number, old) ->
                                    old.over() == null ? new Tok(old.grant(), old.end(), at) : old);
                    return true;
                },
                (store, tx) -> {
                    store.accessTokens().revoke(tx, id, at);
                    return true;
                });
    }

    static byte[] hash(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
