package dev.mcpoauth.testkit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Salesforce: no expires_in, a time in milliseconds as text, an API host in the answer, localhost
/// but no loopback literal.
final class SalesforceDialect extends Dialect {
    private static final String BASE = "login.salesforce.com/services/oauth2/";

    @Override
    Paths paths() {
        return new Paths(
                BASE + "authorize", BASE + "token", "", BASE + "userinfo", BASE + "revoke");
    }

    @Override
    Refreshing refreshing() {
        return Refreshing.KEEPS;
    }

    @Override
    boolean refreshable(FakeGrant grant) {
        return List.of(grant.asked("scope").split(" ", -1)).contains("refresh_token");
    }

    @Override
    String prefix() {
        return "00D1!";
    }

    @Override
    String dislikes(Map<String, String> query) {
        String back = query.getOrDefault("redirect_uri", "");
        return back.matches("https://.*|http://localhost[:/].*") ? "" : "redirect_uri_mismatch";
    }

    @Override
    Map<String, Object> words(FakeGrant grant) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", grant.access());
        body.put("signature", "c2lnbmF0dXJl");
        body.put("scope", grant.asked("scope"));
        body.put("instance_url", "https://acme.my.salesforce.com");
        body.put("id", "https://login.salesforce.com/id/00D1/005" + grant.number());
        body.put("token_type", "Bearer");
        body.put("issued_at", "1790000000000");
        return body;
    }

    @Override
    Fault user(FakeCall call, FakeGrant grant) {
        return json(
                Map.of(
                        "sub", "https://login.salesforce.com/id/00D1/005" + grant.number(),
                        "user_id", "005" + grant.number(),
                        "organization_id", "00D1",
                        "preferred_username", grant.user() + "@acme.example",
                        "name", grant.fullName(),
                        "email", grant.user() + "@acme.example",
                        "email_verified", true));
    }

    @Override
    Fault stranger(FakeCall call) {
        return new Fault(403, Map.of("Content-Type", "text/html"), "Bad_OAuth_Token");
    }

    @Override
    Fault revoke(FakeCall call) {
        boolean ended = isForm(call) && end(call.form().getOrDefault("token", ""));
        return ended ? Fault.json(200, "") : Fault.oauth(400, "unsupported_token_type");
    }
}
