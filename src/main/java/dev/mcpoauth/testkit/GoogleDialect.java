package dev.mcpoauth.testkit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Google: a refresh token for access_type=offline only, long scope names, no refresh token in a
/// refresh answer.
final class GoogleDialect extends Dialect {
    private static final String LONG = "https://www.googleapis.com/auth/userinfo.";

    @Override
    Paths paths() {
        return new Paths(
                "accounts.google.com/o/oauth2/v2/auth",
                "oauth2.googleapis.com/token",
                "",
                "openidconnect.googleapis.com/v1/userinfo",
                "oauth2.googleapis.com/revoke");
    }

    @Override
    Refreshing refreshing() {
        return Refreshing.KEEPS;
    }

    @Override
    boolean refreshable(FakeGrant grant) {
        return grant.asked("access_type").equals("offline")
                && grant.asked("prompt").equals("consent");
    }

    @Override
    String prefix() {
        return "ya29.";
    }

    @Override
    String dislikes(Map<String, String> query) {
        List<String> scopes = List.of(query.getOrDefault("scope", "").split(" ", -1));
        return scopes.contains("offline_access") || scopes.contains("") ? "invalid_scope" : "";
    }

    @Override
    Optional<Fault> refuses(FakeCall call) {
        return isForm(call)
                ? Optional.empty()
                : Optional.of(Fault.oauth(400, "unsupported_grant_type"));
    }

    @Override
    Map<String, Object> words(FakeGrant grant) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", grant.access());
        body.put("expires_in", 3599);
        body.put("scope", String.join(" ", scopes(grant)));
        body.put("token_type", "Bearer");
        body.put("id_token", "eyJhbGciOiJSUzI1NiJ9.e30.c2ln");
        return body;
    }

    private static List<String> scopes(FakeGrant grant) {
        return List.of(grant.asked("scope").split(" ", -1)).stream()
                .map(name -> name.equals("email") || name.equals("profile") ? LONG + name : name)
                .toList();
    }

    @Override
    Fault user(FakeCall call, FakeGrant grant) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("sub", "10" + grant.number());
        if (scopes(grant).contains(LONG + "email")) {
            body.put("email", grant.user() + "@gmail.example");
            body.put("email_verified", true);
        }
        if (scopes(grant).contains(LONG + "profile")) {
            body.put("name", grant.fullName());
        }
        return json(body);
    }

    @Override
    Fault revoke(FakeCall call) {
        boolean ended = isForm(call) && end(call.form().getOrDefault("token", ""));
        return ended ? Fault.json(200, "{}") : Fault.oauth(400, "invalid_token");
    }
}
