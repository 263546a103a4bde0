package dev.mcpoauth.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// LinkedIn: no PKCE in the flow with a secret, no Basic, 60 days, and for approved partners a
/// refresh token that stays the same. This one is an approved partner's.
final class LinkedinDialect extends Dialect {
    @Override
    Paths paths() {
        return new Paths(
                "www.linkedin.com/oauth/v2/authorization",
                "www.linkedin.com/oauth/v2/accessToken",
                "",
                "api.linkedin.com/v2/userinfo",
                "www.linkedin.com/oauth/v2/revoke");
    }

    @Override
    Refreshing refreshing() {
        return Refreshing.REPEATS;
    }

    @Override
    String dislikes(Map<String, String> query) {
        return query.containsKey("code_challenge") ? "invalid_request" : "";
    }

    @Override
    Optional<Fault> refuses(FakeCall call) {
        if (!auth(call).equals("post") || !isForm(call)) {
            return Optional.of(Fault.oauth(401, "invalid_client"));
        }
        return call.fields().containsKey("code_verifier")
                ? Optional.of(Fault.oauth(400, "invalid_request"))
                : Optional.empty();
    }

    @Override
    Map<String, Object> words(FakeGrant grant) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", grant.access());
        body.put("expires_in", 5_184_000);
        body.put("scope", grant.asked("scope").replace(' ', ','));
        body.put("token_type", "Bearer");
        body.put("refresh_token_expires_in", 31_536_000);
        return body;
    }

    @Override
    Fault user(FakeCall call, FakeGrant grant) {
        if (!grant.asked("scope").contains("profile")) {
            return Fault.json(403, "{\"status\":403,\"code\":\"ACCESS_DENIED\"}");
        }
        return json(
                Map.of(
                        "sub",
                        "li" + grant.number(),
                        "name",
                        grant.fullName(),
                        "email",
                        grant.user() + "@work.example",
                        "email_verified",
                        true));
    }

    @Override
    Fault revoke(FakeCall call) {
        if (!auth(call).equals("post")) {
            return Fault.oauth(401, "invalid_client");
        }
        end(call.form().getOrDefault("token", ""));
        return Fault.json(200, "");
    }
}
