package dev.mcpoauth.gateway;

import dev.mcpoauth.broker.Bearer;
import dev.mcpoauth.broker.BearerResult;
import dev.mcpoauth.config.Protection.Limits;
import dev.mcpoauth.config.ResourceSettings;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.Refusal;
import dev.mcpoauth.oauth.Scope;
import io.javalin.http.Context;

/// What belongs to one protected MCP server, whatever stands behind it.
///
/// @param resource its settings
/// @param policy what its tools, resources and prompts need
/// @param sessions binds its sessions to users
/// @param bearer checks tokens
/// @param streams the streams that are open
record Door(
        ResourceSettings resource,
        ToolPolicy policy,
        SessionSeal sessions,
        Bearer bearer,
        Streams streams) {
    Limits limits() {
        return resource.protection().limits();
    }

    BearerResult check(Context ctx) {
        return bearer.check(ctx.header("Authorization"), resource.url(), Scope.NONE);
    }

    /// What a client without a good token should ask for.
    Scope asked() {
        return policy.require().isEmpty() ? resource.scopes() : policy.require();
    }

    /// Sends a client without a good token to log in.
    void challenge(Context ctx, Refusal refusal, Scope scope) {
        answer(ctx, bearer.refuse(refusal, resource.url(), scope));
    }

    /// Tells a client which scopes to ask for: what it has and what it needs, so that the next
    /// token is good for both.
    void stepUp(Context ctx, Scope granted, Scope needed) {
        Refusal refusal = OAuthError.INSUFFICIENT_SCOPE.because("the token lacks a scope");
        answer(ctx, bearer.refuse(refusal, resource.url(), granted.plus(needed)));
    }

    private static void answer(Context ctx, BearerResult.Challenge challenge) {
        ctx.header("WWW-Authenticate", challenge.wwwAuthenticate());
        Answers.refuse(ctx, challenge.status(), challenge.refusal());
    }
}
