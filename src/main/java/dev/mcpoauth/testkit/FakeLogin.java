package dev.mcpoauth.testkit;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.oauth.Pkce;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.testkit.FakeTokens.Claims;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// What the pretend service decides: who logs in, which code and token is good.
final class FakeLogin implements Mood {
    private static final Set<String> USERS = Set.of("alice", "bob");
    // a pretend login sends nobody away from this computer
    private static final Pattern LOOPBACK =
            Pattern.compile("http://(127\\.0\\.0\\.1|localhost|\\[::1])[:/].*");
    private static final Duration REFRESH_LIFE = Duration.ofDays(365);

    private record Code(String user, String scope, String redirectUri, String challenge) {}

    private final FakeService.Manners manners;
    private final FakeTokens tokens;
    private final String issuer;
    private final Map<String, Code> codes = new ConcurrentHashMap<>();
    private final Set<String> dead = ConcurrentHashMap.newKeySet();
    private final FakeDevices devices;
    private volatile boolean withdrawn;

    FakeLogin(FakeService.Manners manners, String issuer) {
        this.manners = manners;
        this.tokens = new FakeTokens(manners.signingKey());
        this.issuer = issuer;
        this.devices = new FakeDevices(manners.clock(), issuer);
    }

    @Override
    public void withdraw() {
        withdrawn = true;
    }

    @Override
    public void answer(FakeCall call) throws IOException {
        switch (call.method() + " " + call.path()) {
            case "GET /authorize" -> call.html(FakePages.login(call.query()));
            case "POST /login" -> decide(call);
            case "POST /token" -> token(call);
            case "GET /userinfo" -> userInfo(call);
            case "POST /revoke" -> revoke(call);
            case "POST /device_authorization" -> device(call);
            case "GET /device" ->
                    call.html(FakePages.device(call.query().getOrDefault("user_code", "")));
            case "POST /device" -> devices.decide(call);
            case "GET /.well-known/oauth-authorization-server",
                    "GET /.well-known/openid-configuration" ->
                    call.json(200, FakePages.metadata(issuer));
            default -> call.json(404, "{\"error\":\"not_found\"}");
        }
    }

    private void decide(FakeCall call) throws IOException {
        Map<String, String> form = call.form();
        String redirectUri = form.getOrDefault("redirect_uri", "");
        if (!LOOPBACK.matcher(redirectUri).matches()) {
            call.json(400, "{\"error\":\"invalid_request\"}");
            return;
        }
        String state = form.getOrDefault("state", "");
        String user = form.getOrDefault("user", "");
        if (!USERS.contains(user)) {
            call.redirect(redirectUri + "?error=access_denied&state=" + encode(state));
            return;
        }
        String code = "demo_code_" + UUID.randomUUID();
        codes.put(
                code,
                new Code(
                        user,
                        form.getOrDefault("scope", ""),
                        redirectUri,
                        form.getOrDefault("code_challenge", "")));
        call.redirect(
                redirectUri
                        + "?code="
                        + code
                        + "&state="
                        + encode(state)
                        + "&iss="
                        + encode(issuer));
    }

    private static boolean known(FakeCall call) throws IOException {
        Map.Entry<String, String> client = call.client();
        boolean known =
                client.getKey().equals(FakeService.CLIENT_ID)
                        && client.getValue().equals(FakeService.CLIENT_SECRET);
        if (!known) {
            call.json(401, "{\"error\":\"invalid_client\"}");
        }
        return known;
    }

    private void device(FakeCall call) throws IOException {
        if (known(call)) {
            devices.start(call);
        }
    }

    private void token(FakeCall call) throws IOException {
        if (!known(call)) {
            return;
        }
        Map<String, String> form = call.form();
        switch (form.getOrDefault("grant_type", "")) {
            case "authorization_code" -> exchange(call, form);
            case "refresh_token" -> refresh(call, form);
            case "urn:ietf:params:oauth:grant-type:device_code" -> {
                Optional<FakeDevices.Approved> approved = devices.poll(call);
                if (approved.isPresent()) {
                    issue(call, approved.get().user(), approved.get().scope(), true);
                }
            }
            default -> call.json(400, "{\"error\":\"unsupported_grant_type\"}");
        }
    }

    private void exchange(FakeCall call, Map<String, String> form) throws IOException {
        Code code = codes.remove(form.getOrDefault("code", ""));
        boolean good =
                code != null
                        && code.redirectUri().equals(form.getOrDefault("redirect_uri", ""))
                        && (code.challenge().isEmpty()
                                || Pkce.matches(
                                        form.getOrDefault("code_verifier", ""), code.challenge()));
        if (code == null || !good) {
            call.json(400, "{\"error\":\"invalid_grant\"}");
            return;
        }
        issue(call, code.user(), code.scope(), true);
    }

    private void refresh(FakeCall call, Map<String, String> form) throws IOException {
        String token = form.getOrDefault("refresh_token", "");
        Optional<Claims> claims = alive(FakeTokens.REFRESH, token);
        if (claims.isEmpty() || withdrawn || (manners.rotates() && !dead.add(token))) {
            call.json(400, "{\"error\":\"invalid_grant\"}");
            return;
        }
        issue(call, claims.get().user(), claims.get().scope(), manners.rotates());
    }

    private void issue(FakeCall call, String user, String scope, boolean withRefresh)
            throws IOException {
        Instant now = manners.clock().instant();
        Instant expiresAt = now.plus(manners.accessLife());
        String access = tokens.issue(FakeTokens.ACCESS, user, scope, expiresAt);
        String refresh = tokens.issue(FakeTokens.REFRESH, user, scope, now.plus(REFRESH_LIFE));
        String rest = withRefresh ? ",\"refresh_token\":\"" + refresh + "\"" : "";
        if (Scope.parse(scope).names().contains("openid")) {
            // OpenID Connect Core 3.1.3.3: who asked for openid gets an ID token
            String idToken = FakeTokens.idToken(issuer, expiresAt, who(user));
            rest += ",\"id_token\":\"" + idToken + "\"";
        }
        call.json(
                200,
                """
                {"access_token":"%s","token_type":"Bearer","expires_in":%d,"scope":"%s"%s}\
                """
                        .formatted(access, manners.accessLife().toSeconds(), scope, rest));
    }

    private void userInfo(FakeCall call) throws IOException {
        Optional<Claims> claims = call.bearer().flatMap(token -> alive(FakeTokens.ACCESS, token));
        if (claims.isEmpty()) {
            call.json(401, "{\"error\":\"invalid_token\"}");
            return;
        }
        call.json(200, Json.write(who(claims.get().user())));
    }

    private static Map<String, Object> who(String user) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", "demo-" + user);
        claims.put("preferred_username", user);
        claims.put("name", user.equals("alice") ? "Alice Adams" : "Bob Brown");
        claims.put("email", user + "@demo.example");
        claims.put("email_verified", true);
        return claims;
    }

    private void revoke(FakeCall call) throws IOException {
        dead.add(call.form().getOrDefault("token", ""));
        call.json(200, "{}");
    }

    private Optional<Claims> alive(String kind, String token) {
        return tokens.read(kind, token)
                .filter(claims -> claims.expiresAt().isAfter(manners.clock().instant()))
                .filter(claims -> !dead.contains(token));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
