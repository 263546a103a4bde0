package dev.mcpoauth.testkit;

import dev.mcpoauth.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// GitHub: forms unless JSON is asked for, errors with HTTP 200, tokens that never expire, a
/// private address, a user agent that must be there.
class GithubDialect extends Dialect {
    private static final String API = "api.github.com/";

    @Override
    Paths paths() {
        return new Paths(
                "github.com/login/oauth/authorize",
                "github.com/login/oauth/access_token",
                "",
                API + "user",
                API + "applications/" + FakeService.CLIENT_ID + "/token");
    }

    @Override
    Refreshing refreshing() {
        return Refreshing.NEVER;
    }

    @Override
    String prefix() {
        return "gho_";
    }

    @Override
    String dislikes(Map<String, String> query) {
        boolean plain = query.getOrDefault("code_challenge_method", "S256").equals("plain");
        return plain ? "invalid_request" : "";
    }

    @Override
    Optional<Fault> refuses(FakeCall call) {
        return auth(call).equals("post")
                ? Optional.empty()
                : Optional.of(error(call, "invalid_client"));
    }

    @Override
    Map<String, Object> words(FakeGrant grant) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", grant.access());
        body.put("scope", grant.asked("scope").replace(' ', ','));
        body.put("token_type", "bearer");
        return body;
    }

    @Override
    Fault wrap(FakeCall call, Map<String, Object> body) {
        boolean json = call.header("Accept").orElse("").contains("application/json");
        if (json) {
            return json(body);
        }
        String form =
                body.entrySet().stream()
                        .map(each ->
                                each.getKey()
                                        + "="
                                        + URLEncoder.encode(
                                                each.getValue().toString(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
        return new Fault(200, Map.of("Content-Type", "application/x-www-form-urlencoded"), form);
    }

    @Override
    Fault error(FakeCall call, String code) {
        String theirs =
                switch (code) {
                    case "invalid_grant" ->
                            call.fields().containsKey("code")
                                    ? "bad_verification_code"
                                    : "bad_refresh_token";
                    case "invalid_client" -> "incorrect_client_credentials";
                    default -> code;
                };
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", theirs);
        body.put("error_description", "The request is not right.");
        body.put("error_uri", "https://docs.github.com/");
        return wrap(call, body);
    }

    @Override
    Fault user(FakeCall call, FakeGrant grant) {
        if (call.header("User-Agent").orElse("").isEmpty()) {
            return new Fault(403, Map.of("Content-Type", "text/plain"), "Request forbidden");
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("login", grant.user());
        body.put("id", grant.number());
        body.put("name", grant.fullName());
        return Fault.json(200, Json.write(body).replaceFirst("}$", ",\"email\":null}"));
    }

    @Override
    Fault stranger(FakeCall call) {
        return Fault.json(401, "{\"message\":\"Bad credentials\",\"status\":\"401\"}");
    }

    @Override
    Fault other(FakeCall call) {
        Optional<FakeGrant> grant = call.bearer().flatMap(this::grant);
        boolean listed =
                call.path().equals("/" + API + "user/emails")
                        && grant.filter(each -> each.asked("scope").contains("user:email"))
                                .isPresent();
        if (!listed) {
            return Fault.json(404, "{\"message\":\"Not Found\",\"status\":\"404\"}");
        }
        String user = grant.orElseThrow().user();
        return Fault.json(
                200,
                Json.write(
                        List.of(
                                Map.of(
                                        "email", user + "@old.example",
                                        "primary", false,
                                        "verified", true),
                                Map.of(
                                        "email", user + "@private.example",
                                        "primary", true,
                                        "verified", true))));
    }

    @Override
    Fault revoke(FakeCall call) {
        if (!call.method().equals("DELETE") || !auth(call).equals("basic")) {
            return Fault.json(404, "{\"message\":\"Not Found\",\"status\":\"404\"}");
        }
        boolean ended = end(call.fields().getOrDefault("access_token", ""));
        return ended
                ? new Fault(204, Map.of(), "")
                : Fault.json(422, "{\"message\":\"Validation Failed\",\"status\":\"422\"}");
    }

    /// A GitHub App: no scopes, tokens of eight hours, a refresh ends both old tokens.
    static final class App extends GithubDialect {
        @Override
        Refreshing refreshing() {
            return Refreshing.ROTATES_AND_ENDS_ACCESS;
        }

        @Override
        String prefix() {
            return "ghu_";
        }

        @Override
        Map<String, Object> words(FakeGrant grant) {
            Map<String, Object> body = super.words(grant);
            body.put("scope", "");
            body.put("expires_in", 28_800);
            body.put("refresh_token_expires_in", 15_897_600);
            return body;
        }
    }
}
