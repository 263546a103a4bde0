package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.CodeExchange;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.Parameters;
import dev.mcpoauth.oauth.RefreshExchange;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.TokenError;
import dev.mcpoauth.oauth.TokenResult;
import dev.mcpoauth.provider.TokenStore;
import dev.mcpoauth.store.Client;
import org.jspecify.annotations.Nullable;

/// The token endpoint: codes and refresh tokens for tokens.
public final class ExchangeToken {
    private final AuthenticateClient authenticate;
    private final TokenStore tokens;

    ExchangeToken(AuthenticateClient authenticate, TokenStore tokens) {
        this.authenticate = authenticate;
        this.tokens = tokens;
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
        return switch (authenticate.authenticate(authorizationHeader, form)) {
            case ClientResult.Refused refused ->
                    new TokenResult.Refused(refused.refusal(), refused.basicChallenge());
            case ClientResult.Authenticated(Client client) -> grant(grantType, client, form);
        };
    }

    private TokenResult grant(String grantType, Client client, Parameters form) {
        try {
            return switch (grantType) {
                case "authorization_code" -> code(client, form);
                case "refresh_token" -> refresh(client, form);
                default -> refuse(OAuthError.UNSUPPORTED_GRANT_TYPE, "unknown grant_type");
            };
        } catch (TokenError e) {
            return new TokenResult.Refused(e.refusal(), false);
        }
    }

    private TokenResult code(Client client, Parameters form) {
        if (!form.has("code") || !form.has("code_verifier")) {
            return refuse(OAuthError.INVALID_REQUEST, "code or code_verifier is missing");
        }
        return new TokenResult.Issued(
                tokens.redeemCode(
                        new CodeExchange(
                                form.one("code").orElse(""),
                                client.id(),
                                form.one("redirect_uri").orElse(null),
                                form.one("code_verifier").orElse(null),
                                form.one("resource").orElse(null))));
    }

    private TokenResult refresh(Client client, Parameters form) {
        if (!form.has("refresh_token")) {
            return refuse(OAuthError.INVALID_REQUEST, "refresh_token is missing");
        }
        if (!client.metadata().allows("refresh_token")) {
            return refuse(OAuthError.UNAUTHORIZED_CLIENT, "the client may not refresh");
        }
        return new TokenResult.Issued(
                tokens.rotateRefreshToken(
                        new RefreshExchange(
                                form.one("refresh_token").orElse(""),
                                client.id(),
                                form.one("scope").map(Scope::parse).orElse(null),
                                form.one("resource").orElse(null))));
    }

    private static TokenResult refuse(OAuthError error, String because) {
        return new TokenResult.Refused(error.because(because), false);
    }
}
