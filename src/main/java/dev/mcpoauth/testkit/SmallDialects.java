package dev.mcpoauth.testkit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Services that bend one or two things each.
final class SmallDialects {
    private SmallDialects() {}

    private static Optional<Fault> unless(boolean right, String error) {
        return right ? Optional.empty() : Optional.of(Fault.oauth(400, error));
    }

    /// Discord: forms only, a user agent, a new refresh token each time.
    static final class Discord extends Dialect {
        @Override
        Paths paths() {
            return new Paths(
                    "discord.com/oauth2/authorize",
                    "discord.com/api/oauth2/token",
                    "",
                    "discord.com/api/users/@me",
                    "discord.com/api/oauth2/token/revoke");
        }

        @Override
        Refreshing refreshing() {
            return Refreshing.ROTATES;
        }

        @Override
        Optional<Fault> refuses(FakeCall call) {
            boolean agent = call.header("User-Agent").filter(a -> a.startsWith("mcp")).isPresent();
            return unless(isForm(call) && agent, "invalid_request");
        }

        @Override
        Fault user(FakeCall call, FakeGrant grant) {
            return Fault.json(
                    200,
                    """
                    {"id":"80%1$d","username":"%2$s","global_name":null,\
                    "email":"%2$s@chat.example","verified":true}\
                    """
                            .formatted(grant.number(), grant.user()));
        }
    }

    /// Spotify: Basic, no localhost, no refresh token in a refresh answer, no revocation.
    static final class Spotify extends Dialect {
        @Override
        Paths paths() {
            return new Paths(
                    "accounts.spotify.com/authorize",
                    "accounts.spotify.com/api/token",
                    "",
                    "api.spotify.com/v1/me",
                    "");
        }

        @Override
        Refreshing refreshing() {
            return Refreshing.KEEPS;
        }

        @Override
        String dislikes(Map<String, String> query) {
            String back = query.getOrDefault("redirect_uri", "");
            return back.startsWith("http://localhost") ? "invalid_redirect_uri" : "";
        }

        @Override
        Optional<Fault> refuses(FakeCall call) {
            return unless(auth(call).equals("basic") && isForm(call), "invalid_client");
        }

        @Override
        Fault user(FakeCall call, FakeGrant grant) {
            return json(
                    Map.of(
                            "id", grant.user(),
                            "display_name", grant.fullName(),
                            "email", grant.user() + "@music.example"));
        }
    }

    /// Zoom: Basic everywhere, a rotating refresh token, `verified` as a number.
    static final class Zoom extends Dialect {
        @Override
        Paths paths() {
            return new Paths(
                    "zoom.us/oauth/authorize",
                    "zoom.us/oauth/token",
                    "",
                    "api.zoom.us/v2/users/me",
                    "zoom.us/oauth/revoke");
        }

        @Override
        Refreshing refreshing() {
            return Refreshing.ROTATES;
        }

        @Override
        Optional<Fault> refuses(FakeCall call) {
            return unless(auth(call).equals("basic"), "invalid_client");
        }

        @Override
        Map<String, Object> words(FakeGrant grant) {
            Map<String, Object> body = super.words(grant);
            body.put("scope", "user:read:user");
            body.put("api_url", "https://api-eu.zoom.us");
            return body;
        }

        @Override
        Fault user(FakeCall call, FakeGrant grant) {
            return json(
                    Map.of(
                            "id",
                            "zm" + grant.number(),
                            "first_name",
                            grant.user(),
                            "email",
                            grant.user() + "@calls.example",
                            "verified",
                            1));
        }

        @Override
        Fault revoke(FakeCall call) {
            return auth(call).equals("basic") ? super.revoke(call) : error(call, "invalid_client");
        }
    }

    /// X: PKCE required, answers wrapped in data.
    static final class X extends Dialect {
        @Override
        Paths paths() {
            return new Paths(
                    "x.com/i/oauth2/authorize",
                    "api.x.com/2/oauth2/token",
                    "",
                    "api.x.com/2/users/me",
                    "api.x.com/2/oauth2/revoke");
        }

        @Override
        Refreshing refreshing() {
            return Refreshing.ROTATES;
        }

        @Override
        boolean refreshable(FakeGrant grant) {
            return grant.asked("scope").contains("offline.access");
        }

        @Override
        String dislikes(Map<String, String> query) {
            return query.getOrDefault("code_challenge", "").isEmpty() ? "invalid_request" : "";
        }

        @Override
        Optional<Fault> refuses(FakeCall call) {
            return unless(auth(call).equals("basic"), "unauthorized_client");
        }

        @Override
        Fault user(FakeCall call, FakeGrant grant) {
            return json(
                    Map.of(
                            "data",
                            Map.of(
                                    "id",
                                    "" + grant.number(),
                                    "name",
                                    grant.fullName(),
                                    "username",
                                    grant.user(),
                                    "confirmed_email",
                                    grant.user() + "@x.example")));
        }
    }

    /// HubSpot: the user comes from introspection by the app itself; one refresh token for ever.
    static final class Hubspot extends Dialect {
        private static final String TOKEN = "api.hubapi.com/oauth/2026-03/token";

        @Override
        Paths paths() {
            return new Paths("app.hubspot.com/oauth/authorize", TOKEN, "", "", TOKEN + "/revoke");
        }

        @Override
        Refreshing refreshing() {
            return Refreshing.REPEATS;
        }

        @Override
        Optional<Fault> refuses(FakeCall call) {
            return unless(auth(call).equals("post"), "invalid_client");
        }

        @Override
        Fault user(FakeCall call, FakeGrant grant) {
            return json(
                    Map.of(
                            "active",
                            true,
                            "user_id",
                            grant.number(),
                            "user",
                            grant.user() + "@crm.example",
                            "hub_id",
                            62_515));
        }

        @Override
        Fault other(FakeCall call) {
            if (!call.path().equals("/" + TOKEN + "/introspect") || !auth(call).equals("post")) {
                return Fault.oauth(401, "invalid_client");
            }
            return grant(call.form().getOrDefault("token", ""))
                    .map(found -> user(call, found))
                    .orElseGet(() -> Fault.oauth(401, "invalid_token"));
        }

        @Override
        Fault revoke(FakeCall call) {
            return auth(call).equals("post") ? super.revoke(call) : error(call, "invalid_client");
        }
    }

    /// Linear: commas, a list of scopes in the answer, the user by GraphQL.
    static final class Linear extends Dialect {
        @Override
        Paths paths() {
            return new Paths(
                    "linear.app/oauth/authorize",
                    "api.linear.app/oauth/token",
                    "",
                    "api.linear.app/graphql",
                    "api.linear.app/oauth/revoke");
        }

        @Override
        Refreshing refreshing() {
            return Refreshing.ROTATES;
        }

        @Override
        String dislikes(Map<String, String> query) {
            return query.getOrDefault("scope", "").contains(" ") ? "invalid_scope" : "";
        }

        @Override
        Map<String, Object> words(FakeGrant grant) {
            Map<String, Object> body = super.words(grant);
            body.put("expires_in", 86_399);
            body.put("scope", List.of(grant.asked("scope").split(",", -1)));
            return body;
        }

        @Override
        Fault user(FakeCall call, FakeGrant grant) {
            boolean query =
                    call.type().equals("application/json") && call.body().contains("viewer");
            if (!query) {
                return Fault.json(400, "{\"errors\":[{\"message\":\"no query\"}]}");
            }
            Map<String, Object> viewer = new LinkedHashMap<>();
            viewer.put("id", "lin-" + grant.user());
            viewer.put("name", grant.fullName());
            viewer.put("email", grant.user() + "@issues.example");
            return json(Map.of("data", Map.of("viewer", viewer)));
        }

        @Override
        Fault revoke(FakeCall call) {
            return call.bearer().filter(this::end).isPresent()
                    ? Fault.json(200, "")
                    : Fault.oauth(400, "invalid_request");
        }
    }

    /// Asana: answers wrapped in data, revocation of refresh tokens only.
    static final class Asana extends Dialect {
        @Override
        Paths paths() {
            return new Paths(
                    "app.asana.com/-/oauth_authorize",
                    "app.asana.com/-/oauth_token",
                    "",
                    "app.asana.com/api/1.0/users/me",
                    "app.asana.com/-/oauth_revoke");
        }

        @Override
        Refreshing refreshing() {
            return Refreshing.KEEPS;
        }

        @Override
        Optional<Fault> refuses(FakeCall call) {
            return unless(auth(call).equals("post"), "invalid_client");
        }

        @Override
        Fault user(FakeCall call, FakeGrant grant) {
            return json(
                    Map.of(
                            "data",
                            Map.of(
                                    "gid", "12" + grant.number(),
                                    "name", grant.fullName(),
                                    "email", grant.user() + "@tasks.example")));
        }

        @Override
        Fault revoke(FakeCall call) {
            String token = call.form().getOrDefault("token", "");
            return token.startsWith("rt_") && auth(call).equals("post")
                    ? super.revoke(call)
                    : Fault.oauth(400, "invalid_request");
        }
    }

    /// Figma: Basic, an endpoint of its own for refreshes, no revocation.
    static final class Figma extends Dialect {
        private static final String OAUTH = "api.figma.com/v1/oauth/";

        @Override
        Paths paths() {
            return new Paths(
                    "www.figma.com/oauth",
                    OAUTH + "token",
                    OAUTH + "refresh",
                    "api.figma.com/v1/me",
                    "");
        }

        @Override
        Refreshing refreshing() {
            return Refreshing.KEEPS;
        }

        @Override
        Optional<Fault> refuses(FakeCall call) {
            boolean refresh = call.fields().getOrDefault("grant_type", "").equals("refresh_token");
            boolean place = call.path().endsWith(refresh ? "/refresh" : "/token");
            return unless(place && auth(call).equals("basic"), "invalid_request");
        }

        @Override
        Fault user(FakeCall call, FakeGrant grant) {
            return json(
                    Map.of(
                            "id", "fig" + grant.number(),
                            "handle", grant.fullName(),
                            "email", grant.user() + "@design.example"));
        }
    }
}
