package dev.mcpoauth.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Notion: Basic and JSON and a version header, no scopes, no expiry, a user inside a bot.
final class NotionDialect extends Dialect {
    private static final String API = "api.notion.com/v1/";

    @Override
    Paths paths() {
        return new Paths(
                API + "oauth/authorize",
                API + "oauth/token",
                "",
                API + "users/me",
                API + "oauth/revoke");
    }

    @Override
    Refreshing refreshing() {
        return Refreshing.ROTATES;
    }

    @Override
    String prefix() {
        return "ntn_";
    }

    @Override
    String dislikes(Map<String, String> query) {
        return query.getOrDefault("owner", "").equals("user") ? "" : "invalid_request";
    }

    @Override
    Optional<Fault> refuses(FakeCall call) {
        if (!auth(call).equals("basic")) {
            return Optional.of(Fault.oauth(401, "invalid_client"));
        }
        boolean json = call.type().equals("application/json");
        boolean known = json && !call.fields().containsKey("code_verifier");
        return known && versioned(call)
                ? Optional.empty()
                : Optional.of(Fault.oauth(400, "invalid_request"));
    }

    private static boolean versioned(FakeCall call) {
        return call.header("Notion-Version").isPresent();
    }

    @Override
    Map<String, Object> words(FakeGrant grant) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", grant.access());
        body.put("token_type", "bearer");
        body.put("bot_id", "bot-" + grant.user());
        body.put("workspace_id", "w1");
        body.put("workspace_name", "Acme");
        body.put("owner", owner(grant));
        return body;
    }

    private static Map<String, Object> owner(FakeGrant grant) {
        return Map.of(
                "type",
                "user",
                "user",
                Map.of(
                        "object",
                        "user",
                        "id",
                        "user-" + grant.user(),
                        "name",
                        grant.fullName(),
                        "person",
                        Map.of("email", grant.user() + "@notes.example")));
    }

    @Override
    Fault user(FakeCall call, FakeGrant grant) {
        if (!versioned(call)) {
            return Fault.json(400, "{\"object\":\"error\",\"code\":\"missing_version\"}");
        }
        return json(
                Map.of(
                        "object",
                        "user",
                        "id",
                        "bot-" + grant.user(),
                        "type",
                        "bot",
                        "bot",
                        Map.of("owner", owner(grant), "workspace_name", "Acme")));
    }

    @Override
    Fault stranger(FakeCall call) {
        return Fault.json(401, "{\"object\":\"error\",\"status\":401,\"code\":\"unauthorized\"}");
    }

    @Override
    Fault revoke(FakeCall call) {
        if (!auth(call).equals("basic") || !call.type().equals("application/json")) {
            return Fault.oauth(400, "invalid_request");
        }
        end(call.fields().getOrDefault("token", ""));
        return Fault.json(200, "{\"request_id\":\"r1\"}");
    }
}
