package dev.mcpoauth;

import dev.mcpoauth.RawHttp.Answer;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.oauth.Pkce;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An MCP client and its user's browser in a test's hands: every step is one raw request, and every
/// answer is in sight. Changes of parameters are maps in which an empty value removes the name.
final class RawClient {
    static final String REDIRECT = "http://127.0.0.1:7777/cb";
    static final String VERIFIER = "v".repeat(43);
    static final String OTHER_VERIFIER = "w".repeat(43);
    static final String STATE = "s t+&ä";

    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">");

    private final LiveBroker broker;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final Map<String, Object> registration;

    private RawClient(LiveBroker broker, Map<String, Object> registration) {
        this.broker = broker;
        this.registration = registration;
    }

    /// A public client that may refresh.
    static RawClient of(LiveBroker broker) {
        return of(broker, Map.of());
    }

    /// A client that registers itself with these members instead of the usual ones.
    static RawClient of(LiveBroker broker, Map<String, Object> changes) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("client_name", "Raw");
        metadata.put("redirect_uris", List.of("http://127.0.0.1/cb"));
        metadata.put("grant_types", List.of("authorization_code", "refresh_token"));
        metadata.put("token_endpoint_auth_method", "none");
        metadata.putAll(changes);
        Answer answer =
                RawHttp.send(
                        broker.at("/register"),
                        "POST /register HTTP/1.1\nContent-Type: application/json",
                        Json.write(metadata));
        return new RawClient(broker, Json.object(answer.body()));
    }

    /// The same client with another, empty browser: another installation.
    RawClient elsewhere() {
        return new RawClient(broker, registration);
    }

    /// The same client at a broker that was started again.
    RawClient at(LiveBroker other) {
        return new RawClient(other, registration);
    }

    boolean isPublic() {
        return !registration.containsKey("client_secret");
    }

    /// Another client in the same browser.
    RawClient sharingCookiesOf(RawClient other) {
        cookies.putAll(other.cookies);
        return this;
    }

    /// The members of a JSON answer, each there.
    record Members(Map<String, Object> body) {
        static Members of(Answer answer) {
            return new Members(Json.object(answer.body()));
        }

        String get(String name) {
            return String.valueOf(
                    Objects.requireNonNull(body.get(name), () -> name + " is not in " + body));
        }

        boolean containsKey(String name) {
            return body.containsKey(name);
        }
    }

    String id() {
        return new Members(registration).get("client_id");
    }

    String secret() {
        return new Members(registration).get("client_secret");
    }

    /// The credentials of HTTP Basic.
    String basic() {
        byte[] raw = (id() + ":" + secret()).getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(raw);
    }

    Map<String, String> cookies() {
        return cookies;
    }

    /// Asks for authorization; what is not changed is right.
    Answer authorize(Map<String, String> changes, String... headers) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", id());
        query.put("redirect_uri", REDIRECT);
        query.put("state", STATE);
        query.put("code_challenge", Pkce.challengeOf(VERIFIER));
        query.put("code_challenge_method", "S256");
        query.put("resource", broker.settings().issuer() + "/mcp");
        return open(broker.at("/authorize?" + RawHttp.form(changed(query, changes))), headers);
    }

    /// Opens an address of the broker with the browser's cookies.
    Answer open(URI address, String... headers) {
        return kept(RawHttp.get(address, with(headers)));
    }

    /// Submits the form of a page.
    Answer answer(Answer page, Map<String, String> fields, String... headers) {
        Map<String, String> form = new LinkedHashMap<>(hidden(page));
        form.putAll(fields);
        return kept(RawHttp.post(broker.at("/consent"), RawHttp.form(form), with(headers)));
    }

    static Map<String, String> hidden(Answer page) {
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher hidden = HIDDEN.matcher(page.body());
        while (hidden.find()) {
            fields.put(hidden.group(1), hidden.group(2));
        }
        return fields;
    }

    /// Logs in at the service that a redirect leads to; the answer leads back to the broker.
    Answer logIn(Answer sent, String user) {
        Map<String, String> form = new LinkedHashMap<>(query(sent.location()));
        form.put("user", user);
        URI service = sent.location().resolve("/login");
        return RawHttp.post(service, RawHttp.form(form));
    }

    /// Consent, login and callback after a consent page; the answer leads to the client.
    Answer finish(Answer page, String user) {
        Answer sent = answer(page, Map.of("decision", "approve"));
        return open(logIn(sent, user).location());
    }

    /// A whole login; gives the code.
    String code(String user, Map<String, String> changes) {
        Answer back = finish(authorize(changes), user);
        return Objects.requireNonNull(query(back.location()).get("code"), back::toString);
    }

    /// A whole login; gives the token answer.
    Members tokens(Map<String, String> changes) {
        return Members.of(redeem(code("alice", changes), Map.of()));
    }

    /// Redeems a code; what is not changed is right.
    Answer redeem(String code, Map<String, String> changes, String... headers) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("code_verifier", VERIFIER);
        form.put("client_id", id());
        return token(changed(form, changes), headers);
    }

    /// Refreshes; what is not changed is right.
    Answer refresh(String refreshToken, Map<String, String> changes, String... headers) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", refreshToken);
        form.put("client_id", id());
        return token(changed(form, changes), headers);
    }

    Answer token(Map<String, String> form, String... headers) {
        return RawHttp.post(broker.at("/token"), RawHttp.form(form), headers);
    }

    /// Asks about a token or ends it.
    Answer about(String path, String token, Map<String, String> changes, String... headers) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("token", token);
        form.put("client_id", id());
        if (!isPublic()) {
            form.put("client_secret", secret());
        }
        return RawHttp.post(broker.at(path), RawHttp.form(changed(form, changes)), headers);
    }

    /// Calls the MCP server with a token.
    Answer call(String accessToken) {
        return RawHttp.send(
                broker.at("/mcp"),
                "POST /mcp HTTP/1.1\nContent-Type: application/json\nAuthorization: Bearer "
                        + accessToken,
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
    }

    /// The parameters of an address, each once; a repeated one is an error.
    static Map<String, String> query(URI address) {
        Map<String, String> values = new LinkedHashMap<>();
        String raw = address.getRawQuery() == null ? "" : address.getRawQuery();
        for (String pair : List.of(raw.split("&", -1))) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
            if (values.put(name, value) != null) {
                throw new AssertionError(name + " is repeated in " + address);
            }
        }
        return values;
    }

    private static Map<String, String> changed(
            Map<String, String> values, Map<String, String> changes) {
        Map<String, String> all = new LinkedHashMap<>(values);
        all.putAll(changes);
        all.values().removeIf(String::isEmpty);
        return all;
    }

    private String[] with(String... headers) {
        if (cookies.isEmpty()) {
            return headers;
        }
        List<String> all = new ArrayList<>(List.of(headers));
        List<String> pairs = new ArrayList<>();
        cookies.forEach((name, value) -> pairs.add(name + "=" + value));
        all.add("Cookie: " + String.join("; ", pairs));
        return all.toArray(String[]::new);
    }

    private Answer kept(Answer answer) {
        for (String cookie : answer.headers("Set-Cookie")) {
            String pair = cookie.substring(0, cookie.indexOf(';'));
            int equals = pair.indexOf('=');
            cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return answer;
    }
}
