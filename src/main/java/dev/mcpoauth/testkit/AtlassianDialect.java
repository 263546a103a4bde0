package dev.mcpoauth.testkit;

import dev.mcpoauth.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Atlassian: JSON, an audience, openid refused, a refused refresh as HTTP 403, sites to ask for.
final class AtlassianDialect extends Dialect {
    private static final String SITES = "/api.atlassian.com/oauth/token/accessible-resources";

    @Override
    Paths paths() {
        return new Paths(
                "auth.atlassian.com/authorize",
                "auth.atlassian.com/oauth/token",
                "",
                "api.atlassian.com/me",
                "");
    }

    @Override
    Refreshing refreshing() {
        return Refreshing.ROTATES;
    }

    @Override
    boolean refreshable(FakeGrant grant) {
        return grant.asked("scope").contains("offline_access");
    }

    @Override
    String dislikes(Map<String, String> query) {
        if (query.getOrDefault("scope", "").contains("openid")) {
            return "invalid_scope";
        }
        boolean right = query.getOrDefault("audience", "").equals("api.atlassian.com");
        return right ? "" : "invalid_request";
    }

    @Override
    Optional<Fault> refuses(FakeCall call) {
        return call.type().equals("application/json") && auth(call).equals("post")
                ? Optional.empty()
                : Optional.of(Fault.oauth(400, "invalid_request"));
    }

    @Override
    Fault error(FakeCall call, String code) {
        return Fault.oauth(code.equals("invalid_grant") ? 403 : 401, code);
    }

    @Override
    Map<String, Object> words(FakeGrant grant) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", grant.access());
        body.put("expires_in", 3600);
        body.put("token_type", "Bearer");
        body.put("scope", grant.asked("scope"));
        return body;
    }

    @Override
    Fault user(FakeCall call, FakeGrant grant) {
        return json(
                Map.of(
                        "account_id", "557058:" + grant.user(),
                        "email", grant.user() + "@acme.example",
                        "name", grant.fullName()));
    }

    @Override
    Fault other(FakeCall call) {
        boolean asked = call.path().equals(SITES) && call.bearer().flatMap(this::grant).isPresent();
        return asked
                ? Fault.json(
                        200,
                        Json.write(
                                List.of(
                                        Map.of(
                                                "id", "cloud-1",
                                                "url", "https://acme.atlassian.net",
                                                "name", "acme"))))
                : Fault.json(401, "{\"code\":401,\"message\":\"Unauthorized\"}");
    }
}
