package dev.mcpoauth.inspect;

import static dev.mcpoauth.inspect.Findings.text;
import static dev.mcpoauth.inspect.Findings.texts;

import dev.mcpoauth.inspect.Fetch.Answer;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One authorization server, from its metadata to two harmless questions that must be refused.
final class AuthorizationServer {
    private static final String STRANGER = "https://mcp-oauth-inspect.invalid/callback";

    private final String issuer;
    private final Fetch fetch;
    private final Findings findings;

    AuthorizationServer(String issuer, Fetch fetch, Findings findings) {
        this.issuer = issuer;
        this.fetch = fetch;
        this.findings = findings;
    }

    void check() {
        findings.group("authorization server " + issuer);
        metadata()
                .ifPresent(json -> {
                    identity(json);
                    endpoints(json);
                    abilities(json);
                    registration(json);
                    questions(json);
                });
    }

    /// RFC 8414 first, then OpenID Connect with the path inserted, then appended.
    private Optional<Map<String, Object>> metadata() {
        Map<String, String> places = places();
        for (Map.Entry<String, String> place : places.entrySet()) {
            Answer answer = fetch.get(place.getValue());
            Optional<Map<String, Object>> json = answer.json();
            if (answer.status() == 200 && json.isPresent()) {
                findings.must(
                        true,
                        "its metadata is at a well-known path",
                        place.getKey(),
                        place.getValue());
                return json;
            }
            if (!answer.came()) {
                findings.must(
                        false,
                        "its metadata can be read",
                        place.getKey(),
                        place.getValue() + ": " + answer.told());
                return Optional.empty();
            }
        }
        findings.must(
                false,
                "its metadata is at a well-known path",
                "RFC 8414 3",
                "not at " + String.join(", ", places.values()));
        return Optional.empty();
    }

    private Map<String, String> places() {
        Map<String, String> places = new LinkedHashMap<>();
        try {
            URI uri = URI.create(issuer);
            String base = uri.getScheme() + "://" + uri.getRawAuthority();
            String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceFirst("/$", "");
            places.put("RFC 8414 3.1", base + "/.well-known/oauth-authorization-server" + path);
            places.put(
                    "MCP 2025-11-25 authorization, Server Discovery",
                    base + "/.well-known/openid-configuration" + path);
            places.put(
                    "OpenID Connect Discovery 4",
                    base + path + "/.well-known/openid-configuration");
        } catch (IllegalArgumentException e) {
            places.put("RFC 8414 2", issuer);
        }
        return places;
    }

    private void identity(Map<String, Object> json) {
        String named = text(json, "issuer");
        findings.must(
                named.equals(issuer),
                "the issuer is the one that was asked for",
                "RFC 8414 3.3",
                named.isEmpty() ? "no issuer" : named);
        findings.must(
                Findings.secure(issuer),
                "the issuer is https, or on loopback",
                "RFC 8414 2",
                issuer);
    }

    private void endpoints(Map<String, Object> json) {
        for (String name : List.of("authorization_endpoint", "token_endpoint")) {
            String url = text(json, name);
            findings.must(!url.isEmpty(), "it names its " + name, "RFC 8414 2", url);
            findings.must(
                    url.isEmpty() || Findings.secure(url),
                    "the " + name + " is https, or on loopback",
                    "RFC 6749 3",
                    url);
        }
        for (String name : List.of("revocation_endpoint", "introspection_endpoint", "jwks_uri")) {
            findings.know(name, "RFC 8414 2", text(json, name));
        }
    }

    private void abilities(Map<String, Object> json) {
        List<String> pkce = texts(json, "code_challenge_methods_supported");
        findings.must(
                pkce.contains("S256"),
                "it says that it does PKCE with S256",
                "MCP 2025-11-25 authorization, Authorization Code Protection",
                pkce.isEmpty() ? "says nothing; clients must refuse" : String.join(" ", pkce));
        findings.should(
                !pkce.contains("plain"),
                "it does no plain PKCE",
                "RFC 9700 2.1.1",
                String.join(" ", pkce));
        List<String> types = texts(json, "response_types_supported");
        findings.must(
                types.contains("code"),
                "it has the code flow",
                "RFC 8414 2",
                String.join(" ", types));
        findings.should(
                types.stream().noneMatch(t -> t.contains("token")),
                "it has no implicit flow",
                "RFC 9700 2.1.2",
                String.join(" ", types));
        List<String> grants = texts(json, "grant_types_supported");
        findings.should(
                grants.contains("refresh_token"),
                "it gives refresh tokens",
                "RFC 8414 2",
                grants.isEmpty() ? "says nothing" : String.join(" ", grants));
        findings.should(
                Boolean.TRUE.equals(json.get("authorization_response_iss_parameter_supported")),
                "its answers name the issuer (mix-up)",
                "RFC 9207 3",
                text(json, "authorization_response_iss_parameter_supported"));
    }

    private void registration(Map<String, Object> json) {
        String endpoint = text(json, "registration_endpoint");
        boolean documents = Boolean.TRUE.equals(json.get("client_id_metadata_document_supported"));
        findings.know("dynamic registration", "RFC 7591 3", endpoint.isEmpty() ? "no" : endpoint);
        findings.know(
                "client id metadata documents",
                "draft-ietf-oauth-client-id-metadata-document 5",
                documents ? "yes" : "no");
        findings.should(
                documents || !endpoint.isEmpty(),
                "a client can introduce itself",
                "MCP 2025-11-25 authorization, Client Registration Approaches",
                documents || !endpoint.isEmpty() ? "" : "only by hand");
        List<String> methods = texts(json, "token_endpoint_auth_methods_supported");
        findings.should(
                methods.contains("none"),
                "public clients are welcome",
                "RFC 8414 2",
                methods.isEmpty() ? "says nothing" : String.join(" ", methods));
    }

    private void questions(Map<String, Object> json) {
        String authorize = text(json, "authorization_endpoint");
        if (Findings.secure(authorize)) {
            String mark = authorize.contains("?") ? "&" : "?";
            Answer answer =
                    fetch.get(
                            authorize
                                    + mark
                                    + "response_type=code&client_id=mcp-oauth-inspect-unknown"
                                    + "&redirect_uri="
                                    + STRANGER
                                    + "&code_challenge_method=S256&code_challenge="
                                    + "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
            findings.must(
                    answer.came() && !answer.header("location").startsWith(STRANGER),
                    "an unknown client is not redirected to its own address",
                    "RFC 6749 4.1.2.1",
                    answer.told());
        }
        String token = text(json, "token_endpoint");
        if (Findings.secure(token)) {
            Answer answer =
                    fetch.post(
                            token,
                            "application/x-www-form-urlencoded",
                            "grant_type=authorization_code&code=none&client_id=mcp-oauth-inspect-unknown"
                                    + "&redirect_uri="
                                    + STRANGER
                                    + "&code_verifier=none");
            boolean json400 =
                    (answer.status() == 400 || answer.status() == 401)
                            && answer.json().filter(body -> body.containsKey("error")).isPresent();
            findings.must(
                    json400,
                    "a wrong code is refused with a JSON error",
                    "RFC 6749 5.2",
                    answer.told());
        }
    }
}
