package dev.mcpoauth.testkit;

import dev.mcpoauth.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Slack with token rotation: HTTP 200 for everything, two tokens in one answer, types that mean
/// bearer, commas between scopes.
class SlackDialect extends Dialect {
    private static final String API = "slack.com/api/";
    private static final int TWELVE_HOURS = 43_200;

    private final String authorize;
    private final String method;

    SlackDialect(String authorize, String method) {
        this.authorize = authorize;
        this.method = method;
    }

    @Override
    Paths paths() {
        return new Paths(authorize, API + method, "", API + "auth.test", API + "auth.revoke");
    }

    @Override
    Refreshing refreshing() {
        return Refreshing.ROTATES;
    }

    @Override
    String prefix() {
        return "xoxe.xoxp-1-";
    }

    @Override
    String dislikes(Map<String, String> query) {
        String scopes = query.getOrDefault("scope", "") + query.getOrDefault("user_scope", "");
        return scopes.isEmpty() || scopes.contains(" ") ? "invalid_scope" : "";
    }

    @Override
    Optional<Fault> refuses(FakeCall call) {
        return isForm(call) ? Optional.empty() : Optional.of(error(call, "invalid_form_data"));
    }

    @Override
    Map<String, Object> words(FakeGrant grant) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("ok", true);
        body.put("app_id", "A1");
        body.put("team", Map.of("id", "T1", "name", "Acme"));
        if (isForUser(grant)) {
            body.put("access_token", "xoxb-bot");
            body.put("token_type", "bot");
            body.put("scope", "commands");
            body.put("authed_user", token(grant, "user_scope", "user"));
        } else {
            body.putAll(token(grant, "scope", method.equals("oauth.v2.access") ? "bot" : "user"));
        }
        return body;
    }

    private static boolean isForUser(FakeGrant grant) {
        return !grant.asked("user_scope").isEmpty();
    }

    private static Map<String, Object> token(FakeGrant grant, String scope, String type) {
        Map<String, Object> token = new LinkedHashMap<>();
        token.put("id", "U" + grant.number());
        token.put("access_token", grant.access());
        token.put("token_type", type);
        token.put("expires_in", TWELVE_HOURS);
        token.put("scope", grant.asked(scope));
        return token;
    }

    /// At the login it stands beside the token that it is for; the answer of a refresh has only
    /// that token, at the top.
    @Override
    void addRefresh(Map<String, Object> body, String refreshToken) {
        if (body.get("authed_user") instanceof Map<?, ?> user) {
            Map<String, Object> more = new LinkedHashMap<>();
            user.forEach((name, value) -> more.put(String.valueOf(name), value));
            more.put("refresh_token", refreshToken);
            body.put("authed_user", more);
        } else {
            body.put("refresh_token", refreshToken);
        }
    }

    @Override
    Fault wrap(FakeCall call, Map<String, Object> body) {
        boolean refresh = call.fields().getOrDefault("grant_type", "").equals("refresh_token");
        if (refresh && body.remove("authed_user") instanceof Map<?, ?> user) {
            user.forEach((name, value) -> body.put(String.valueOf(name), value));
        }
        return json(body);
    }

    @Override
    Fault error(FakeCall call, String code) {
        String theirs =
                switch (code) {
                    case "invalid_grant" ->
                            call.fields().containsKey("code")
                                    ? "invalid_code"
                                    : "invalid_refresh_token";
                    case "invalid_client" -> "bad_client_secret";
                    default -> code;
                };
        return Fault.json(200, Json.write(Map.of("ok", false, "error", theirs)));
    }

    @Override
    Fault user(FakeCall call, FakeGrant grant) {
        return json(
                Map.of(
                        "ok",
                        true,
                        "team",
                        "Acme",
                        "team_id",
                        "T1",
                        "user",
                        grant.user(),
                        "user_id",
                        "U" + grant.number()));
    }

    @Override
    Fault stranger(FakeCall call) {
        return error(call, "invalid_auth");
    }

    @Override
    Fault revoke(FakeCall call) {
        boolean ended = call.bearer().filter(this::end).isPresent();
        return ended
                ? Fault.json(200, "{\"ok\":true,\"revoked\":true}")
                : error(call, "invalid_auth");
    }

    /// Sign in with Slack: plain OpenID scopes, claims with names that are addresses.
    static final class SignIn extends SlackDialect {
        SignIn() {
            super("slack.com/openid/connect/authorize", "openid.connect.token");
        }

        @Override
        Paths paths() {
            Paths base = super.paths();
            return new Paths(
                    base.authorize(),
                    base.token(),
                    "",
                    API + "openid.connect.userInfo",
                    base.revoke());
        }

        @Override
        String dislikes(Map<String, String> query) {
            boolean openid = query.getOrDefault("scope", "").contains("openid");
            return openid && !query.containsKey("code_challenge") ? "" : "invalid_scope";
        }

        @Override
        Fault user(FakeCall call, FakeGrant grant) {
            return json(
                    Map.of(
                            "ok",
                            true,
                            "sub",
                            "U" + grant.number(),
                            "https://slack.com/team_id",
                            "T1",
                            "email",
                            grant.user() + "@acme.example",
                            "email_verified",
                            true,
                            "name",
                            grant.fullName()));
        }
    }
}
