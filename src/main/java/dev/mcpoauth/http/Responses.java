package dev.mcpoauth.http;

import dev.mcpoauth.broker.IntrospectResult;
import dev.mcpoauth.broker.RegistrationResult;
import dev.mcpoauth.broker.RevokeResult;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.oauth.AuthorizeResult;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.OAuthToken;
import dev.mcpoauth.oauth.Refusal;
import dev.mcpoauth.oauth.TokenResult;
import io.javalin.http.Context;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/// Turns results into HTTP: the only place that knows status codes and headers of answers.
final class Responses {
    private static final int FOUND = 302;
    private static final String CACHE = "Cache-Control";

    private final Pages pages;

    /// Answers of a broker whose issuer has this path; empty where it has none.
    Responses(String issuerPath) {
        this.pages = new Pages(issuerPath);
    }

    void json(Context ctx, int status, Map<String, ?> body) {
        document(ctx, status, Json.bytes(body));
    }

    /// JSON that is ready to be sent.
    void document(Context ctx, int status, byte[] json) {
        ctx.status(status).contentType("application/json");
        Bodies.answer(ctx, json);
    }

    /// Nothing was decided: an answer for a program.
    void failure(Context ctx, int status, String error, String sentence) {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("error", error);
        body.put("error_description", sentence);
        secret(ctx, status, body);
    }

    /// Nothing was decided: an answer for a person.
    void failure(Context ctx, int status, String sentence) {
        page(ctx, status, pages.failure(sentence));
    }

    void token(Context ctx, TokenResult result) {
        switch (result) {
            case TokenResult.Issued(OAuthToken token) -> secret(ctx, 200, body(token));
            case TokenResult.Refused(Refusal refusal, boolean challenge) ->
                    refuse(ctx, refusal, challenge);
        }
    }

    // RFC 6749 5.1: the members of a token answer
    private static Map<String, Object> body(OAuthToken token) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", token.accessToken());
        body.put("token_type", token.tokenType());
        body.put("expires_in", token.expiresIn());
        if (token.refreshToken() != null) {
            body.put("refresh_token", token.refreshToken());
        }
        // RFC 6749 A.4: a scope has one token at least
        if (!token.scope().isEmpty()) {
            body.put("scope", token.scope().toString());
        }
        return body;
    }

    void registration(Context ctx, RegistrationResult result) {
        switch (result) {
            case RegistrationResult.Registered(Map<String, Object> body) -> secret(ctx, 201, body);
            case RegistrationResult.Current(Map<String, Object> body) -> secret(ctx, 200, body);
            // RFC 7592 2.3: 204 and nothing else
            case RegistrationResult.Deleted() -> ctx.status(204).header(CACHE, "no-store");
            case RegistrationResult.Refused(Refusal refusal) -> {
                if (refusal.error() == OAuthError.INVALID_TOKEN) {
                    // RFC 6750 3.1: without credentials the challenge has no error code
                    boolean shown = ctx.header("Authorization") != null;
                    ctx.header(
                            "WWW-Authenticate",
                            shown ? "Bearer error=\"invalid_token\"" : "Bearer");
                }
                refuse(ctx, refusal, false);
            }
        }
    }

    void revocation(Context ctx, RevokeResult result) {
        switch (result) {
            case RevokeResult.Done() -> secret(ctx, 200, Map.of());
            case RevokeResult.Refused(Refusal refusal, boolean challenge) ->
                    refuse(ctx, refusal, challenge);
        }
    }

    void introspection(Context ctx, IntrospectResult result) {
        switch (result) {
            case IntrospectResult.Answer(Map<String, Object> body) -> secret(ctx, 200, body);
            case IntrospectResult.Refused(Refusal refusal, boolean challenge) ->
                    refuse(ctx, refusal, challenge);
        }
    }

    void authorize(Context ctx, AuthorizeResult result) {
        switch (result) {
            case AuthorizeResult.RefuseLocally refused -> {
                Refusal refusal = refused.refusal();
                ctx.attribute(Capture.REFUSAL, refusal.description());
                page(ctx, pageStatus(refusal), pages.deadEnd(refused));
            }
            case AuthorizeResult.RedirectBack(URI location) -> redirect(ctx, location);
            case AuthorizeResult.SendToLogin(URI location) -> redirect(ctx, location);
            case AuthorizeResult.AskConsent ask -> {
                ctx.attribute(Capture.LOGIN, ask.view().loginId());
                page(ctx, 200, pages.consent(ask.view()));
            }
            case AuthorizeResult.ChooseProvider choose -> {
                ctx.attribute(Capture.LOGIN, choose.loginId());
                page(ctx, 200, pages.chooser(choose));
            }
            case AuthorizeResult.ShowDone(String provider, String label) ->
                    page(ctx, 200, pages.done(provider, label));
        }
    }

    // RFC 9110 15.5.2: 401 asks for credentials, which no page here can take
    private static int pageStatus(Refusal refusal) {
        int status = refusal.error().status();
        return status == 401 ? 400 : status;
    }

    // OAuth 2.1 7.5.3: never 307 or 308, which would send a form again
    private static void redirect(Context ctx, URI location) {
        ctx.header(CACHE, "no-store");
        ctx.status(FOUND).header("Location", location.toString());
    }

    // RFC 6749 5.2: JSON that no cache keeps
    private void secret(Context ctx, int status, Map<String, ?> body) {
        ctx.header(CACHE, "no-store");
        json(ctx, status, body);
    }

    private void refuse(Context ctx, Refusal refusal, boolean basicChallenge) {
        if (basicChallenge) {
            // RFC 6749 5.2: 401 with the scheme that the client used
            ctx.header("WWW-Authenticate", "Basic realm=\"mcp-oauth\"");
        }
        Map<String, String> body = new LinkedHashMap<>();
        body.put("error", refusal.error().code());
        body.put("error_description", refusal.description());
        secret(ctx, refusal.error().status(), body);
    }

    private static void page(Context ctx, int status, String html) {
        ctx.header(CACHE, "no-store");
        ctx.header("X-Frame-Options", "DENY");
        // no form-action: browsers would apply it to the redirects that follow the form
        ctx.header("Content-Security-Policy", Pages.POLICY);
        ctx.status(status).contentType("text/html; charset=utf-8").result(html);
    }
}
