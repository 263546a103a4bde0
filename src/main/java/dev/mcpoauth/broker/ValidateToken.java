package dev.mcpoauth.broker;

import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.TokenError;
import dev.mcpoauth.provider.OAuthProvider;
import dev.mcpoauth.provider.TokenStore;

/// Asks the provider of an access token what it stands for.
final class ValidateToken {
    private final TokenStore tokens;
    private final Services services;

    ValidateToken(TokenStore tokens, Services services) {
        this.tokens = tokens;
        this.services = services;
    }

    /// What a live token stands for, with the service's token while the service can be reached;
    /// throws [TokenError] with `invalid_token`.
    AccessTokenInfo validate(String accessToken) {
        OAuthProvider provider =
                services.find(tokens.findAccessToken(accessToken).provider())
                        .orElseThrow(() ->
                                new TokenError(
                                        OAuthError.INVALID_TOKEN.because(
                                                "the service behind it is not configured")));
        return provider.validateAccessToken(accessToken);
    }
}
