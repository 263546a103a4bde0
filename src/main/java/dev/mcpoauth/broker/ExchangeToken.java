package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.CodeExchange;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.Parameters;
import dev.mcpoauth.oauth.RefreshExchange;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.TokenError;
import dev.mcpoauth.oauth.TokenResult;
import dev.mcpoauth.provider.OAuthProvider;
import dev.mcpoauth.provider.ServiceException;
import dev.mcpoauth.provider.ServiceRefused;
import dev.mcpoauth.provider.ServiceUnavailable;
import dev.mcpoauth.store.Account;
import dev.mcpoauth.store.Client;
import dev.mcpoauth.store.Codes;
import dev.mcpoauth.store.Grant;
import dev.mcpoauth.store.RefreshTokens.Glance;
import dev.mcpoauth.store.RefreshTokens.Holding;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The token endpoint: codes and refresh tokens for tokens, through the provider of their login.
public final class ExchangeToken {
    private static final ServiceRefresh.Wish USABLE =
            new ServiceRefresh.Wish(Duration.ofMinutes(1), false);

    private final AuthenticateClient authenticate;
    private final FindGrant grants;
    private final Services services;
    private final ServiceRefresh service;

    ExchangeToken(
            AuthenticateClient authenticate,
            FindGrant grants,
            Services services,
            ServiceRefresh service) {
        this.authenticate = authenticate;
        this.grants = grants;
        this.services = services;
        this.service = service;
    }

    /// Answers a token request. RFC 6749 3.2.
    public TokenResult exchange(@Nullable String authorizationHeader, Parameters form) {
        // RFC 6749 3.2: parameters MUST NOT be included more than once
        if (!form.repeated().isEmpty()) {
            return refuse(OAuthError.INVALID_REQUEST, "a parameter is repeated");
        }
        String grantType = form.one("grant_type").orElse("");
        if (grantType.isEmpty()) {
            return refuse(OAuthError.INVALID_REQUEST, "grant_type is missing");
        }
        // read before the client proves itself: who it is comes with it
        Optional<Glance> seen =
                grantType.equals("refresh_token")
                        ? form.one("refresh_token").flatMap(grants::ofRefreshToken)
                        : Optional.empty();
        Optional<Client> owner = seen.flatMap(Glance::client);
        return switch (authenticate.authenticate(authorizationHeader, form, owner)) {
            case ClientResult.Refused refused ->
                    new TokenResult.Refused(refused.refusal(), refused.basicChallenge());
            case ClientResult.Authenticated(Client client) ->
                    grant(grantType, client, form, seen.map(Glance::held));
        };
    }

    private TokenResult grant(
            String grantType, Client client, Parameters form, Optional<Holding> seen) {
        try {
            return switch (grantType) {
                case "authorization_code" -> code(client, form);
                case "refresh_token" -> refresh(client, form, seen);
                default -> refuse(OAuthError.UNSUPPORTED_GRANT_TYPE, "unknown grant_type");
            };
        } catch (TokenError e) {
            return new TokenResult.Refused(e.refusal(), false);
        } catch (ServiceException e) {
            // nothing was spent, or the transaction was undone: the same request is good again
            return refuse(OAuthError.TEMPORARILY_UNAVAILABLE, "the service cannot answer now");
        }
    }

    private TokenResult code(Client client, Parameters form) {
        if (!form.has("code") || !form.has("code_verifier")) {
            return refuse(OAuthError.INVALID_REQUEST, "code or code_verifier is missing");
        }
        CodeExchange asked =
                new CodeExchange(
                        form.one("code").orElse(""),
                        client.id(),
                        form.one("redirect_uri").orElse(null),
                        form.one("code_verifier").orElse(null),
                        form.one("resource").orElse(null));
        Optional<Codes.Holding> found = grants.ofCode(asked.code());
        OAuthProvider provider = provider(own(found.map(Codes.Holding::grant), client));
        SeenCode seen = new SeenCode(asked.code(), found.orElseThrow(), client);
        return new TokenResult.Issued(seen.during(() -> provider.exchangeAuthorizationCode(asked)));
    }

    private TokenResult refresh(Client client, Parameters form, Optional<Holding> found) {
        if (!form.has("refresh_token")) {
            return refuse(OAuthError.INVALID_REQUEST, "refresh_token is missing");
        }
        if (!client.metadata().allows("refresh_token")) {
            return refuse(OAuthError.UNAUTHORIZED_CLIENT, "the client may not refresh");
        }
        RefreshExchange asked =
                new RefreshExchange(
                        form.one("refresh_token").orElse(""),
                        client.id(),
                        form.one("scope").map(Scope::parse).orElse(null),
                        form.one("resource").orElse(null));
        Grant grant = own(found.map(Holding::grant), client);
        Holding held = found.orElseThrow();
        OAuthProvider provider = provider(grant);
        if (grant.revokedAt() == null && ended(held.account(), provider)) {
            return refuse(
                    OAuthError.INVALID_GRANT,
                    "the service ended the login behind it; log in again");
        }
        SeenRefresh seen = new SeenRefresh(asked.refreshToken(), held);
        return new TokenResult.Issued(seen.during(() -> provider.exchangeRefreshToken(asked)));
    }

    private static Grant own(Optional<Grant> grant, Client client) {
        // RFC 6749 5.2: invalid, expired, revoked, or issued to another client
        return grant.filter(found -> found.clientId().equals(client.id()))
                .orElseThrow(() ->
                        new TokenError(
                                OAuthError.INVALID_GRANT.because(
                                        "it is unknown, or not this client's")));
    }

    private OAuthProvider provider(Grant grant) {
        return services.find(grant.provider())
                .orElseThrow(() ->
                        new TokenError(
                                OAuthError.TEMPORARILY_UNAVAILABLE.because(
                                        "the service of this login is not configured now")));
    }

    /// A login that the service has ended gives no new tokens; trouble that passes changes nothing.
    private boolean ended(Account account, OAuthProvider provider) {
        try {
            service.fresh(account, provider.serviceClient(), USABLE);
            return false;
        } catch (ServiceRefused e) {
            return !e.isOurFault();
        } catch (ServiceUnavailable e) {
            return false;
        }
    }

    private static TokenResult refuse(OAuthError error, String because) {
        return new TokenResult.Refused(error.because(because), false);
    }
}
