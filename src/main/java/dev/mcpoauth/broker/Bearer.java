package dev.mcpoauth.broker;

import dev.mcpoauth.config.ResourceSettings;
import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.Refusal;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.TokenError;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Guards an MCP server: lets requests with a good access token for it pass.
public final class Bearer {
    private static final String SCHEME = "bearer ";

    private final ValidateToken validate;
    private final FindGrant grants;
    private final Resources resources;

    Bearer(ValidateToken validate, FindGrant grants, Resources resources) {
        this.validate = validate;
        this.grants = grants;
        this.resources = resources;
    }

    /// Checks the header of a request to `resource` that needs `required`. RFC 6750 2.1.
    public BearerResult check(
            @Nullable String authorizationHeader, String resource, Scope required) {
        if (authorizationHeader == null
                || !authorizationHeader.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            // RFC 6750 3.1: without credentials the challenge has no error code
            return challenge(
                    OAuthError.INVALID_TOKEN.because("a bearer token is needed"),
                    "",
                    parameters(resource, required));
        }
        try {
            AccessTokenInfo token =
                    validate.validate(authorizationHeader.substring(SCHEME.length()).strip());
            if (!Resources.same(token.resource(), resource)) {
                return refuse(
                        OAuthError.INVALID_TOKEN.because("the token is for another resource"),
                        parameters(resource, required));
            }
            return token.scope().covers(required)
                    ? new BearerResult.Verified(token)
                    : refuse(
                            OAuthError.INSUFFICIENT_SCOPE.because("the token lacks a scope"),
                            parameters(resource, required));
        } catch (TokenError e) {
            return refuse(e.refusal(), parameters(resource, required));
        }
    }

    /// Whether the login behind a token goes on: nobody has revoked it, whether or not the token
    /// itself has ended meanwhile.
    public boolean loginLives(AccessTokenInfo token) {
        return grants.lives(token.grantId());
    }

    /// The refusal of a request that came with a token, with the scopes that a new one should have.
    public BearerResult.Challenge refuse(Refusal refusal, String resource, Scope scope) {
        return refuse(refusal, parameters(resource, scope));
    }

    private static BearerResult.Challenge refuse(Refusal refusal, String parameters) {
        String error =
                "error=\"%s\", error_description=\"%s\", "
                        .formatted(refusal.error().code(), refusal.description());
        return challenge(refusal, error, parameters);
    }

    private static BearerResult.Challenge challenge(
            Refusal refusal, String error, String parameters) {
        return new BearerResult.Challenge(
                refusal.error().status(), "Bearer " + error + parameters, refusal);
    }

    private String parameters(String resource, Scope required) {
        URI uri = URI.create(resource);
        String path =
                uri.getRawPath() == null || uri.getRawPath().equals("/") ? "" : uri.getRawPath();
        // RFC 9728 5.1: where the metadata of this resource is
        String metadata =
                "resource_metadata=\"%s://%s/.well-known/oauth-protected-resource%s\""
                        .formatted(uri.getScheme(), uri.getRawAuthority(), path);
        // RFC 6750 3: the scope that is needed; without a special one, what the resource knows
        Scope needed =
                required.isEmpty()
                        ? resources.named(resource).map(ResourceSettings::scopes).orElse(Scope.NONE)
                        : required;
        return needed.isEmpty() ? metadata : metadata + ", scope=\"" + needed + "\"";
    }
}
