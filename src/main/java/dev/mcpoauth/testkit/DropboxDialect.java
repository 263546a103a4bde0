package dev.mcpoauth.testkit;

import java.util.LinkedHashMap;
import java.util.Map;

/// Dropbox: calls without a body must have no content type, localhost but no loopback literal, a
/// refresh token for token_access_type=offline only.
final class DropboxDialect extends Dialect {
    @Override
    Paths paths() {
        return new Paths(
                "www.dropbox.com/oauth2/authorize",
                "api.dropboxapi.com/oauth2/token",
                "",
                "api.dropboxapi.com/2/users/get_current_account",
                "api.dropboxapi.com/2/auth/token/revoke");
    }

    @Override
    Refreshing refreshing() {
        return Refreshing.KEEPS;
    }

    @Override
    boolean refreshable(FakeGrant grant) {
        return grant.asked("token_access_type").equals("offline");
    }

    @Override
    String prefix() {
        return "sl.u.";
    }

    @Override
    String dislikes(Map<String, String> query) {
        String back = query.getOrDefault("redirect_uri", "");
        return back.matches("https://.*|http://localhost[:/].*") ? "" : "invalid_redirect_uri";
    }

    @Override
    Map<String, Object> words(FakeGrant grant) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", grant.access());
        body.put("token_type", "bearer");
        body.put("expires_in", 14_400);
        body.put("scope", grant.asked("scope"));
        body.put("uid", String.valueOf(grant.number()));
        body.put("account_id", "dbid:" + grant.user());
        return body;
    }

    private static boolean isBare(FakeCall call) {
        return call.method().equals("POST") && call.body().isEmpty() && call.type().isEmpty();
    }

    @Override
    Fault user(FakeCall call, FakeGrant grant) {
        if (!isBare(call)) {
            return new Fault(400, Map.of("Content-Type", "text/plain"), "Bad HTTP Content-Type");
        }
        return json(
                Map.of(
                        "account_id",
                        "dbid:" + grant.user(),
                        "name",
                        Map.of("display_name", grant.fullName()),
                        "email",
                        grant.user() + "@files.example",
                        "email_verified",
                        true));
    }

    @Override
    Fault stranger(FakeCall call) {
        return Fault.json(
                401,
                "{\"error_summary\":\"invalid_access_token/\","
                        + "\"error\":{\".tag\":\"invalid_access_token\"}}");
    }

    @Override
    Fault revoke(FakeCall call) {
        if (!isBare(call)) {
            return new Fault(400, Map.of("Content-Type", "text/plain"), "Bad HTTP Content-Type");
        }
        return call.bearer().filter(this::end).isPresent()
                ? Fault.json(200, "null")
                : stranger(call);
    }
}
