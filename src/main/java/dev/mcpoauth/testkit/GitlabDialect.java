package dev.mcpoauth.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// GitLab: a refresh must name the redirect URI and ends the old access token at once.
final class GitlabDialect extends Dialect {
    @Override
    Paths paths() {
        return new Paths(
                "gitlab.com/oauth/authorize",
                "gitlab.com/oauth/token",
                "",
                "gitlab.com/api/v4/user",
                "gitlab.com/oauth/revoke");
    }

    @Override
    Refreshing refreshing() {
        return Refreshing.ROTATES_AND_ENDS_ACCESS;
    }

    @Override
    Optional<Fault> refuses(FakeCall call) {
        Map<String, String> fields = call.fields();
        boolean refresh = fields.getOrDefault("grant_type", "").equals("refresh_token");
        boolean named = fields.getOrDefault("redirect_uri", "").contains("/callback/");
        return refresh && !named
                ? Optional.of(Fault.oauth(400, "invalid_grant"))
                : Optional.empty();
    }

    @Override
    Map<String, Object> words(FakeGrant grant) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", grant.access());
        body.put("token_type", "Bearer");
        body.put("expires_in", 7200);
        body.put("scope", grant.asked("scope"));
        body.put("created_at", 1_790_000_000);
        return body;
    }

    @Override
    Fault user(FakeCall call, FakeGrant grant) {
        if (!grant.asked("scope").contains("read_user")) {
            return Fault.json(403, "{\"error\":\"insufficient_scope\"}");
        }
        return json(
                Map.of(
                        "id", grant.number(),
                        "username", grant.user(),
                        "name", grant.fullName(),
                        "email", grant.user() + "@code.example"));
    }

    @Override
    Fault revoke(FakeCall call) {
        if (!auth(call).equals("post")) {
            return Fault.oauth(403, "unauthorized_client");
        }
        end(call.form().getOrDefault("token", ""));
        return Fault.json(200, "{}");
    }
}
