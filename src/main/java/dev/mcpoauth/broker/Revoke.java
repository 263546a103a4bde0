package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.Parameters;
import dev.mcpoauth.oauth.SplitToken;
import dev.mcpoauth.oauth.SplitToken.Kind;
import dev.mcpoauth.store.Audit;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.Grant;
import dev.mcpoauth.store.Store;
import dev.mcpoauth.store.Transaction;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The revocation endpoint (RFC 7009).
public final class Revoke {
    private final Foundation on;
    private final AuthenticateClient authenticate;

    Revoke(Foundation on, AuthenticateClient authenticate) {
        this.on = on;
        this.authenticate = authenticate;
    }

    /// Ends an access token, or with a refresh token its whole family; a wrong hint does no harm.
    public RevokeResult revoke(@Nullable String authorizationHeader, Parameters form) {
        return switch (authenticate.authenticate(authorizationHeader, form)) {
            case ClientResult.Refused refused ->
                    new RevokeResult.Refused(refused.refusal(), refused.basicChallenge());
            case ClientResult.Authenticated(Client client) -> end(client, form);
        };
    }

    private RevokeResult end(Client client, Parameters form) {
        Optional<String> token = form.one("token");
        if (token.isEmpty()) {
            return new RevokeResult.Refused(
                    OAuthError.INVALID_REQUEST.because("token is missing or repeated"), false);
        }
        Optional<SplitToken> access = SignedToken.read(token.get());
        Optional<SplitToken> refresh = SplitToken.parse(Kind.REFRESH, token.get());
        if (access.isPresent()) {
            on.store().database().write(tx -> endAccess(tx, client, access.get()));
        } else if (refresh.isPresent()) {
            on.store().database().write(tx -> endFamily(tx, client, refresh.get()));
        }
        // RFC 7009 2.2: an invalid token is no error either
        return new RevokeResult.Done();
    }

    private boolean endAccess(Transaction tx, Client client, SplitToken shown) {
        Store store = on.store();
        var held = store.accessTokens().holding(tx, shown.id());
        boolean own =
                held.isPresent()
                        && shown.secret().hashesTo(held.get().token().hash())
                        && held.get().grant().clientId().equals(client.id());
        if (own) {
            store.accessTokens().revoke(tx, shown.id(), on.now());
        }
        return own;
    }

    private boolean endFamily(Transaction tx, Client client, SplitToken shown) {
        Store store = on.store();
        var token = store.refreshTokens().find(tx, shown.id());
        if (token.isEmpty() || !shown.secret().hashesTo(token.get().hash())) {
            return false;
        }
        var grant = store.grants().find(tx, token.get().grantId());
        // RFC 7009 2.1: the access tokens of the same grant end with it
        return grant.isPresent()
                && grant.get().clientId().equals(client.id())
                && revoked(tx, grant.get());
    }

    private boolean revoked(Transaction tx, Grant grant) {
        Instant now = on.now();
        boolean first = on.store().grants().revoke(tx, grant.id(), "revoked by client", now);
        if (first) {
            String detail = "grant %d of client %s".formatted(grant.id(), grant.clientId());
            on.store().audit().append(tx, new Audit.Entry(now, "revoked_by_client", detail));
        }
        return first;
    }
}
