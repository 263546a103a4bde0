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
final class Flow implements AutoCloseable {
    private static final String LOOPBACK = "http://127.0.0.1:9/callback";

    /// Where nobody but its owner receives the code: only then no page asks again.
    private static final String HTTPS = "https://client.example/callback";

    private static final String VERIFIER = "bench-verifier-bench-verifier-bench-verifier-1";
    private static final Pattern HIDDEN = Pattern.compile("name=\"(login|csrf)\" value=\"([^\"]+)");
    private static final int MOST_HOPS = 12;

    private final Server server;
    private final Wire wire;
    private final Client client;
    private final Map<String, String> cookies = new LinkedHashMap<>();
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
        String said =
                """
                {"client_name": "bench", "redirect_uris": ["%s"],
                 "grant_types": ["authorization_code", "refresh_token"],
                 "response_types": ["code"], "token_endpoint_auth_method": "%s"}\
                """
                        .formatted(redirect, method);
        String body = wire.postJson(server.path("/register"), said).must(201).body();
        String secret = body.contains("\"client_secret\"") ? value(body, "client_secret") : "";
        return new Client(value(body, "client_id"), secret, redirect);
    }

    /// Asks what a token stands for; it must be active.
    static void introspect(Server server, Wire wire, Client asking, String token)
            throws IOException {
        String form = asking.asForm() + "&token=" + token;
        Answer answer = wire.post(server.path("/introspect"), "", form).must(200);
        if (!answer.body().contains("\"active\":true")) {
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
        String code = code(server.path("/authorize") + "?" + form(query), !prompt.isEmpty());
        Map<String, String> body = new LinkedHashMap<>();
        body.put("grant_type", "authorization_code");
        body.put("code", code);
        body.put("redirect_uri", client.redirect());
        body.put("code_verifier", VERIFIER);
        return token(form(body));
    }

    Tokens refresh(Tokens old) throws IOException {
        return refresh(old.refresh());
    }

    Tokens refresh(String refreshToken) throws IOException {
        // tokens are in the characters of base64url and need no encoding
        return token("grant_type=refresh_token&refresh_token=" + refreshToken);
    }

    private Tokens token(String form) throws IOException {
        String body =
                wire.post(server.path("/token"), "", form + "&" + client.asForm()).must(200).body();
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
        Answer answer = keep(wire.get(first, "Sec-Fetch-Site: none\r\n" + cookieHeader()));
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
                return query(location).getOrDefault("code", "");
            }
            URI next = URI.create(location);
            boolean here = next.getPort() == -1 || next.getPort() == server.port();
            answer = browse(wire, here ? pathOf(next) : pathOf(URI.create(atService(next))));
        }
        throw new IllegalStateException("the login does not end: HTTP " + answer.status());
    }

    private Answer browse(Wire on, String path) throws IOException {
        return keep(on.get(path, cookieHeader()));
    }

    private Answer consent(String page) throws IOException {
        Map<String, String> form = new LinkedHashMap<>();
        Matcher hidden = HIDDEN.matcher(page);
        while (hidden.find()) {
            form.put(hidden.group(1), hidden.group(2));
        }
        form.put("decision", "approve");
        String origin = "Origin: http://127.0.0.1:" + server.port() + "\r\n";
        return keep(wire.post("/consent", origin + cookieHeader(), form(form)));
    }

    /// The pretend service's login page is not read: its form has what the address has.
    private String atService(URI address) throws IOException {
        Map<String, String> form = query(address.toString());
        form.put("user", "alice");
        if (service == null) {
            service = new Wire(address.getPort());
        }
        return service.post("/login", "", form(form)).must(302).header("Location");
    }

    private Answer keep(Answer answer) {
        answer.all("Set-Cookie")
                .map(line -> line.split(";", 2)[0].split("=", 2))
                .forEach(pair -> cookies.put(pair[0], pair.length > 1 ? pair[1] : ""));
        return answer;
    }

    private String cookieHeader() {
        return cookies.isEmpty()
                ? ""
                : cookies.entrySet().stream()
                        .map(c -> c.getKey() + "=" + c.getValue())
                        .collect(Collectors.joining("; ", "Cookie: ", "\r\n"));
    }

    private static String pathOf(URI address) {
        String query = address.getRawQuery();
        return address.getRawPath() + (query == null ? "" : "?" + query);
    }

    private static Map<String, String> query(String address) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : address.substring(address.indexOf('?') + 1).split("&", -1)) {
            String[] parts = pair.split("=", 2);
            values.put(
                    parts[0],
                    parts.length > 1 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "");
        }
        return values;
    }

    static String form(Map<String, String> values) {
        return values.entrySet().stream()
                .map(e ->
                        e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    @Override
    public void close() throws IOException {
        wire.close();
        if (service != null) {
            service.close();
        }
    }
}
