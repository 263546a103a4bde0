package dev.mcpoauth.testkit;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.oauth.Pkce;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// One service's own way to speak OAuth 2.0; the base speaks as RFC 6749 says.
///
/// A dialect says where the service listens, what it refuses, and how it words its answers.
abstract class Dialect implements Mood {
    private static final Set<String> USERS = Set.of("alice", "bob");

    private final Map<String, FakeGrant> codes = new ConcurrentHashMap<>();
    private final Map<String, FakeGrant> byAccess = new ConcurrentHashMap<>();
    private final Map<String, FakeGrant> byRefresh = new ConcurrentHashMap<>();
    private volatile boolean withdrawn;

    /// Where the service listens, each as host and path; empty text where it has no such endpoint.
    record Paths(String authorize, String token, String refresh, String user, String revoke) {}

    /// What a refresh does to the refresh token.
    enum Refreshing {
        /// There are no refresh tokens.
        NEVER,
        /// The answer has none; the old one goes on.
        KEEPS,
        /// The answer repeats it.
        REPEATS,
        /// The answer has a new one; the old one goes on too.
        RENEWS,
        /// The answer has a new one; the old one is dead.
        ROTATES,
        /// The same, and the old access token is dead too.
        ROTATES_AND_ENDS_ACCESS
    }

    abstract Paths paths();

    abstract Refreshing refreshing();

    /// What the service dislikes about an authorization request; empty text when nothing.
    String dislikes(Map<String, String> query) {
        return "";
    }

    /// What the service answers to a token request that it does not even look into.
    Optional<Fault> refuses(FakeCall call) {
        return Optional.empty();
    }

    /// Whether this grant comes with a refresh token.
    boolean refreshable(FakeGrant grant) {
        return refreshing() != Refreshing.NEVER;
    }

    /// How an access token begins.
    String prefix() {
        return "at_";
    }

    /// The token answer, without the refresh token.
    Map<String, Object> words(FakeGrant grant) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", grant.access());
        body.put("token_type", "Bearer");
        body.put("expires_in", 3600);
        body.put("scope", grant.asked("scope"));
        return body;
    }

    /// Where the refresh token is in the answer; the top usually.
    void addRefresh(Map<String, Object> body, String refreshToken) {
        body.put("refresh_token", refreshToken);
    }

    /// The answer with a token.
    Fault wrap(FakeCall call, Map<String, Object> body) {
        return Fault.json(200, Json.write(body));
    }

    /// The answer with an error. RFC 6749 5.2.
    Fault error(FakeCall call, String code) {
        return Fault.oauth(code.equals("invalid_client") ? 401 : 400, code);
    }

    /// The answer that tells who the user is.
    abstract Fault user(FakeCall call, FakeGrant grant);

    /// The answer to a live token's end; the token is in the form. RFC 7009 2.
    Fault revoke(FakeCall call) {
        end(call.form().getOrDefault("token", ""));
        return Fault.json(200, "");
    }

    @Override
    public final void withdraw() {
        withdrawn = true;
    }

    @Override
    public void answer(FakeCall call) throws IOException {
        String path = call.path().substring(1);
        Paths at = paths();
        if (path.equals(at.authorize())) {
            authorize(call);
        } else if (path.equals("login")) {
            decide(call);
        } else if (path.equals(at.token()) || path.equals(at.refresh())) {
            call.answer(token(call));
        } else if (path.equals(at.user())) {
            call.answer(userInfo(call));
        } else if (path.equals(at.revoke())) {
            call.answer(revoke(call));
        } else {
            call.answer(other(call));
        }
    }

    /// The answer at any other path.
    Fault other(FakeCall call) {
        return Fault.status(404);
    }

    private void authorize(FakeCall call) throws IOException {
        Map<String, String> query = call.query();
        String dislike = dislikes(query);
        if (!query.getOrDefault("client_id", "").equals(FakeService.CLIENT_ID)) {
            dislike = "invalid_client";
        }
        if (dislike.isEmpty()) {
            call.html(FakePages.login(query));
        } else {
            call.json(400, Json.write(Map.of("error", dislike)));
        }
    }

    private void decide(FakeCall call) throws IOException {
        Map<String, String> form = new LinkedHashMap<>(call.form());
        String user = form.getOrDefault("user", "");
        String back =
                form.get("redirect_uri")
                        + "?state="
                        + URLEncoder.encode(form.getOrDefault("state", ""), StandardCharsets.UTF_8);
        if (!USERS.contains(user)) {
            call.redirect(back + "&error=access_denied");
            return;
        }
        String code = "code_" + UUID.randomUUID();
        codes.put(code, new FakeGrant(user, form, "", null));
        call.redirect(back + "&code=" + code);
    }

    private Fault token(FakeCall call) {
        Optional<Fault> refused = refuses(call);
        if (refused.isPresent()) {
            return refused.get();
        }
        Map.Entry<String, String> client = call.client();
        if (!client.getKey().equals(FakeService.CLIENT_ID)
                || !client.getValue().equals(FakeService.CLIENT_SECRET)) {
            return error(call, "invalid_client");
        }
        return switch (call.fields().getOrDefault("grant_type", "")) {
            case "authorization_code" -> exchange(call, call.fields());
            case "refresh_token" -> refresh(call, call.fields());
            default -> error(call, "unsupported_grant_type");
        };
    }

    private Fault exchange(FakeCall call, Map<String, String> fields) {
        FakeGrant asked = codes.remove(fields.getOrDefault("code", ""));
        if (asked == null
                || !asked.asked("redirect_uri").equals(fields.getOrDefault("redirect_uri", ""))) {
            return error(call, "invalid_grant");
        }
        String challenge = asked.asked("code_challenge");
        // RFC 7636 4.6: a challenge binds the code to whoever has the verifier
        if (!challenge.isEmpty()
                && !Pkce.matches(fields.getOrDefault("code_verifier", ""), challenge)) {
            return error(call, "invalid_grant");
        }
        String refresh = refreshable(asked) ? "rt_" + UUID.randomUUID() : null;
        return issue(call, new FakeGrant(asked.user(), asked.asked(), access(), refresh), refresh);
    }

    private String access() {
        return prefix() + UUID.randomUUID();
    }

    private Fault refresh(FakeCall call, Map<String, String> fields) {
        String shown = fields.getOrDefault("refresh_token", "");
        FakeGrant old = withdrawn ? null : byRefresh.get(shown);
        if (old == null) {
            return error(call, "invalid_grant");
        }
        boolean rotates =
                switch (refreshing()) {
                    case NEVER, KEEPS, REPEATS, RENEWS -> false;
                    case ROTATES, ROTATES_AND_ENDS_ACCESS -> true;
                };
        if (rotates && !byRefresh.remove(shown, old)) {
            return error(call, "invalid_grant");
        }
        if (refreshing() == Refreshing.ROTATES_AND_ENDS_ACCESS) {
            byAccess.remove(old.access());
        }
        boolean fresh = rotates || refreshing() == Refreshing.RENEWS;
        String next = fresh ? "rt_" + UUID.randomUUID() : shown;
        boolean told = refreshing() != Refreshing.KEEPS;
        FakeGrant grant = new FakeGrant(old.user(), old.asked(), access(), next);
        return issue(call, grant, told ? next : null);
    }

    private Fault issue(FakeCall call, FakeGrant grant, @Nullable String told) {
        byAccess.put(grant.access(), grant);
        if (grant.refresh() != null) {
            byRefresh.put(grant.refresh(), grant);
        }
        Map<String, Object> body = words(grant);
        if (told != null) {
            addRefresh(body, told);
        }
        return wrap(call, body);
    }

    /// The grant of a live access token.
    final Optional<FakeGrant> grant(String accessToken) {
        return Optional.ofNullable(byAccess.get(accessToken));
    }

    private Fault userInfo(FakeCall call) {
        Optional<FakeGrant> grant = call.bearer().flatMap(this::grant);
        return grant.map(found -> user(call, found)).orElseGet(() -> stranger(call));
    }

    /// The answer to a call without a live token.
    Fault stranger(FakeCall call) {
        return Fault.oauth(401, "invalid_token");
    }

    /// Ends an access token, or a refresh token with the access token of its grant.
    final boolean end(String token) {
        FakeGrant grant = byRefresh.remove(token);
        if (grant != null) {
            byAccess.remove(grant.access());
            return true;
        }
        return byAccess.remove(token) != null;
    }

    /// Whether the client says who it is by Basic, in the body, or not at all. RFC 6749 2.3.1.
    static String auth(FakeCall call) {
        if (call.header("Authorization").filter(value -> value.startsWith("Basic ")).isPresent()) {
            return "basic";
        }
        return call.fields().containsKey("client_secret") ? "post" : "none";
    }

    static boolean isForm(FakeCall call) {
        return call.type().equals("application/x-www-form-urlencoded");
    }

    static Fault json(Map<String, ?> body) {
        return Fault.json(200, Json.write(body));
    }
}
