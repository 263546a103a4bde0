package dev.mcpoauth.bench;

import dev.mcpoauth.bench.Wire.Answer;
import dev.mcpoauth.oauth.Pkce;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One login after the other at an authorization server, over one connection, cookies kept.
///
/// It follows redirects, answers our consent form, and logs in as alice at the pretend service; a
/// server that asks nothing (the peers) simply redirects back.
final class Flow implements Connected {
    private static final String LOOPBACK = "http://127.0.0.1:9/callback";

    /// Where nobody but its owner receives the code: only then no page asks again.
    private static final String HTTPS = "https://client.example/callback";

    private static final String JSON = "Content-Type: application/json\r\n";

    private static final String VERIFIER = "bench-verifier-bench-verifier-bench-verifier-1";
    private static final Pattern HIDDEN = Pattern.compile("name=\"(login|csrf)\" value=\"([^\"]+)");
    private static final int MOST_HOPS = 12;

    private final Server server;
    private final Wire wire;
    private final Client client;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final String asking;
    private final String unasked;
    private final String redeeming;
    private final String ownPort;
    private String cookieHeader = "";
    private @Nullable Wire service;

    /// A registered client.
    ///
    /// @param id its id
    /// @param secret its secret; empty for a public one
    /// @param redirect where it gets its codes
    /// @param asForm who it is and the proof of it, in the way that every peer knows. RFC 6749
    ///   2.3.1
    record Client(String id, String secret, String redirect, String asForm) {
        Client(String id, String secret, String redirect) {
            this(id, secret, redirect, form(named(id, secret)));
        }

        private static Map<String, String> named(String id, String secret) {
            Map<String, String> form = new LinkedHashMap<>();
            form.put("client_id", id);
            if (!secret.isEmpty()) {
                form.put("client_secret", secret);
            }
            return form;
        }

        @Override
        public String toString() {
            return id;
        }
    }

    /// What a login gave.
    record Tokens(String access, String refresh) {
        @Override
        public String toString() {
            return "Tokens[hidden]";
        }
    }

    Flow(Server server, Client client) throws IOException {
        this.server = server;
        this.client = client;
        this.wire = new Wire(server.port());
        this.ownPort = String.valueOf(server.port());
        this.asking = authorize("consent");
        this.unasked = authorize("");
        this.redeeming =
                "&redirect_uri=" + encode(client.redirect()) + "&code_verifier=" + VERIFIER;
    }

    static Client register(Server server, Wire wire, String method) throws IOException {
        return register(server, wire, method, LOOPBACK);
    }

    /// A public client of a web site.
    static Client registerSite(Server server, Wire wire) throws IOException {
        return register(server, wire, "none", HTTPS);
    }

    private static Client register(Server server, Wire wire, String method, String redirect)
            throws IOException {
        askRegister(server, wire, method, redirect);
        return registered(wire, redirect);
    }

    /// Sends the registration of a public client.
    static void askRegister(Server server, Wire wire) throws IOException {
        askRegister(server, wire, "none", LOOPBACK);
    }

    private static void askRegister(Server server, Wire wire, String method, String redirect)
            throws IOException {
        String said =
                """
                {"client_name": "bench", "redirect_uris": ["%s"],
                 "grant_types": ["authorization_code", "refresh_token"],
                 "response_types": ["code"], "token_endpoint_auth_method": "%s"}\
                """
                        .formatted(redirect, method);
        wire.ask("POST " + server.path("/register"), JSON, said);
    }

    /// Reads who was registered.
    static Client registered(Wire wire) throws IOException {
        return registered(wire, LOOPBACK);
    }

    private static Client registered(Wire wire, String redirect) throws IOException {
        String body = wire.answer().must(201).body();
        String secret = body.contains("\"client_secret\"") ? value(body, "client_secret") : "";
        return new Client(value(body, "client_id"), secret, redirect);
    }

    /// Asks what a token stands for.
    static void askIntrospect(Server server, Wire wire, Client asking, String token)
            throws IOException {
        wire.askForm(server.path("/introspect"), asking.asForm() + "&token=" + token);
    }

    /// Reads what it stands for; it must be active.
    static void introspected(Wire wire) throws IOException {
        if (!wire.answer().must(200).body().contains("\"active\":true")) {
            throw new IllegalStateException("the token is not active");
        }
    }

    /// The whole way from the authorization request to tokens, consent page and all. RFC 6749 4.1.
    Tokens login() throws IOException {
        return login("consent");
    }

    /// The same for a user who comes back and said yes before: no page asks again.
    Tokens comeBack() throws IOException {
        return login("");
    }

    private Tokens login(String prompt) throws IOException {
        String code = code(prompt.isEmpty() ? unasked : asking, !prompt.isEmpty());
        askToken("grant_type=authorization_code&code=" + encode(code) + redeeming);
        return tokens();
    }

    /// The address that a login begins with: the same for every login of a client.
    private String authorize(String prompt) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", client.id());
        query.put("redirect_uri", client.redirect());
        query.put("scope", server.scope());
        query.put("state", "s");
        if (!prompt.isEmpty()) {
            query.put("prompt", prompt);
        }
        query.put("code_challenge", Pkce.challengeOf(VERIFIER));
        query.put("code_challenge_method", Pkce.METHOD);
        return server.path("/authorize") + "?" + form(query);
    }

    /// The connection to the server.
    Wire wire() {
        return wire;
    }

    Tokens refresh(Tokens old) throws IOException {
        return refresh(old.refresh());
    }

    Tokens refresh(String refreshToken) throws IOException {
        askRefresh(refreshToken);
        return tokens();
    }

    /// Sends the request for the successors of a refresh token.
    void askRefresh(String refreshToken) throws IOException {
        // tokens are in the characters of base64url and need no encoding
        askToken("grant_type=refresh_token&refresh_token=" + refreshToken);
    }

    private void askToken(String form) throws IOException {
        wire.askForm(server.path("/token"), form + "&" + client.asForm());
    }

    /// Reads the tokens that were asked for.
    Tokens tokens() throws IOException {
        String body = wire.answer().must(200).body();
        return new Tokens(value(body, "access_token"), value(body, "refresh_token"));
    }

    /// A value of an answer whose values are not escaped: the driver runs on the server's own
    /// processors, and reading JSON in full would cost it as much as the rest.
    private static String value(String json, String name) {
        int at = json.indexOf('"' + name + '"');
        int from = json.indexOf('"', json.indexOf(':', at)) + 1;
        if (at < 0 || from == 0) {
            throw new IllegalStateException("the answer has no " + name);
        }
        return json.substring(from, json.indexOf('"', from));
    }

    private String code(String first, boolean mayAsk) throws IOException {
        // what browsers send with an address that a program opened: its user came by themselves
        Answer answer = keep(wire.get(first, "Sec-Fetch-Site: none\r\n" + cookieHeader));
        for (int hop = 0; hop < MOST_HOPS; hop++) {
            if (answer.status() == 200) {
                if (!mayAsk) {
                    throw new IllegalStateException("a page asks again");
                }
                answer = consent(answer.body());
                continue;
            }
            String location = answer.header("Location");
            if (location.startsWith(client.redirect())) {
                return parameter(location, "code");
            }
            answer = browse(wire, hereOrThere(location));
        }
        throw new IllegalStateException("the login does not end: HTTP " + answer.status());
    }

    private Answer browse(Wire on, String path) throws IOException {
        return keep(on.get(path, cookieHeader));
    }

    private Answer consent(String page) throws IOException {
        Map<String, String> form = new LinkedHashMap<>();
        Matcher hidden = HIDDEN.matcher(page);
        while (hidden.find()) {
            form.put(hidden.group(1), hidden.group(2));
        }
        form.put("decision", "approve");
        String origin = "Origin: http://127.0.0.1:" + server.port() + "\r\n";
        return keep(wire.post("/consent", origin + cookieHeader, form(form)));
    }

    /// The path of an address of this server; one at the service leads back here after its login.
    private String hereOrThere(String location) throws IOException {
        if (location.startsWith("/")) {
            return location;
        }
        int host = location.indexOf("//") + 2;
        int path = location.indexOf('/', host);
        int port = location.lastIndexOf(':', path);
        boolean here = port < host || location.substring(port + 1, path).equals(ownPort);
        return here ? location.substring(path) : hereOrThere(atService(location, path));
    }

    /// The pretend service's login page is not read: its form has what the address has.
    private String atService(String address, int path) throws IOException {
        if (service == null) {
            service = new Wire(URI.create(address).getPort());
        }
        String form = address.substring(address.indexOf('?', path) + 1) + "&user=alice";
        return service.post("/login", "", form).must(302).header("Location");
    }

    private Answer keep(Answer answer) {
        answer.each("Set-Cookie", this::keep);
        return answer;
    }

    private void keep(String cookie) {
        int end = cookie.indexOf(';');
        String pair = end < 0 ? cookie : cookie.substring(0, end);
        int equals = pair.indexOf('=');
        cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
        cookieHeader =
                cookies.entrySet().stream()
                        .map(c -> c.getKey() + "=" + c.getValue())
                        .collect(Collectors.joining("; ", "Cookie: ", "\r\n"));
    }

    /// A parameter of an address; empty when it has none of that name.
    private static String parameter(String address, String name) {
        int at = address.indexOf('?');
        while (at >= 0) {
            int end = address.indexOf('&', at + 1);
            if (address.startsWith(name + "=", at + 1)) {
                String value =
                        address.substring(at + name.length() + 2, end < 0 ? address.length() : end);
                return URLDecoder.decode(value, StandardCharsets.UTF_8);
            }
            at = end;
        }
        return "";
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    static String form(Map<String, String> values) {
        return values.entrySet().stream()
                .map(e -> e.getKey() + "=" + encode(e.getValue()))
                .collect(Collectors.joining("&"));
    }

    @Override
    public void reopen() throws IOException {
        wire.reopen();
        if (service != null) {
            service.reopen();
        }
    }

    @Override
    public void close() throws IOException {
        wire.close();
        if (service != null) {
            service.close();
        }
    }
}
