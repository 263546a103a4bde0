package dev.mcpoauth.testkit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Microsoft: localhost, scopes at the token endpoint, no resource parameter, a new refresh token
/// beside the old one, errors of the API that are objects, no revocation.
final class MicrosoftDialect extends Dialect {
    private static final String LOGIN = "login.microsoftonline.com/common/oauth2/v2.0/";

    @Override
    Paths paths() {
        return new Paths(
                LOGIN + "authorize", LOGIN + "token", "", "graph.microsoft.com/v1.0/me", "");
    }

    @Override
    Refreshing refreshing() {
        return Refreshing.RENEWS;
    }

    @Override
    boolean refreshable(FakeGrant grant) {
        return List.of(grant.asked("scope").split(" ", -1)).contains("offline_access");
    }

    @Override
    String dislikes(Map<String, String> query) {
        if (query.containsKey("resource")) {
            return "invalid_target";
        }
        String back = query.getOrDefault("redirect_uri", "");
        return back.matches("https://.*|http://localhost[:/].*") ? "" : "invalid_request";
    }

    @Override
    Optional<Fault> refuses(FakeCall call) {
        if (call.fields().containsKey("resource")) {
            return Optional.of(error("invalid_target", "AADSTS9010010"));
        }
        return call.fields().getOrDefault("scope", "").isEmpty()
                ? Optional.of(error("invalid_request", "AADSTS28003"))
                : Optional.empty();
    }

    private static Fault error(String code, String number) {
        return Fault.json(
                400,
                "{\"error\":\"%s\",\"error_description\":\"%s: The request is not right.\"}"
                        .formatted(code, number));
    }

    @Override
    Map<String, Object> words(FakeGrant grant) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("token_type", "Bearer");
        body.put("scope", grant.asked("scope").replace(" offline_access", ""));
        body.put("expires_in", 4321);
        body.put("ext_expires_in", 4321);
        body.put("access_token", grant.access());
        return body;
    }

    @Override
    Fault user(FakeCall call, FakeGrant grant) {
        return Fault.json(
                200,
                """
                {"id":"oid-%1$s","displayName":"%2$s","mail":null,\
                "userPrincipalName":"%1$s@tenant.example"}\
                """
                        .formatted(grant.user(), grant.fullName()));
    }

    @Override
    Fault stranger(FakeCall call) {
        return Fault.json(401, "{\"error\":{\"code\":\"InvalidAuthenticationToken\"}}");
    }
}
