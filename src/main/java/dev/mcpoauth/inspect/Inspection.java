package dev.mcpoauth.inspect;

import static dev.mcpoauth.inspect.Findings.text;
import static dev.mcpoauth.inspect.Findings.texts;

import dev.mcpoauth.inspect.Check.Verdict;
import dev.mcpoauth.inspect.Fetch.Answer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Follows an MCP server's login the way a client does, from the 401 to the metadata, and checks
/// each step. Nothing is registered and nobody is logged in.
public final class Inspection {
    private static final Pattern PARAMETER =
            Pattern.compile("\\b(\\w++)=(?:\"([^\"]*)\"|([^\\s,]+))");
    private static final String INITIALIZE =
            """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
            "capabilities":{},"clientInfo":{"name":"mcp-oauth inspect","version":"1"}}}\
            """;

    private final URI server;
    private final Fetch fetch;
    private final Findings findings = new Findings();

    private Inspection(URI server, Fetch fetch) {
        this.server = server;
        this.fetch = fetch;
    }

    /// What was found.
    ///
    /// @param reached whether the server answered at all
    /// @param checks every rule that could be checked, in the order of a login
    public record Report(boolean reached, List<Check> checks) {
        /// Whether a rule is broken.
        public boolean failed() {
            return checks.stream().anyMatch(check -> check.verdict() == Verdict.FAIL);
        }
    }

    /// Inspects the MCP server at this http URL, waiting so long for each answer.
    public static Report of(URI server, Duration deadline) {
        try (Fetch fetch = new Fetch(server, deadline)) {
            Inspection inspection = new Inspection(server, fetch);
            boolean reached = inspection.run();
            return new Report(reached, inspection.findings.all());
        }
    }

    private boolean run() {
        findings.group("server");
        Answer refused = fetch.post(server.toString(), "application/json", INITIALIZE);
        findings.must(refused.came(), "the MCP server answers", "RFC 9110 15", refused.told());
        if (!refused.came()) {
            return false;
        }
        findings.must(
                Findings.secure(server.toString()),
                "it is reached by https, or on loopback",
                "MCP 2025-11-25 authorization, Communication Security",
                String.valueOf(server.getScheme()));
        findings.must(
                refused.status() == 401,
                "a request without a token is 401",
                "MCP 2025-11-25 authorization, Token Handling",
                refused.told());
        String challenge = refused.header("www-authenticate");
        Optional<Map<String, Object>> resource = resource(challenge);
        resource.ifPresent(this::servers);
        return true;
    }

    private Optional<Map<String, Object>> resource(String challenge) {
        findings.must(
                challenge.regionMatches(true, 0, "Bearer", 0, 6),
                "the 401 has a Bearer challenge",
                "RFC 6750 3",
                challenge.isEmpty() ? "no WWW-Authenticate" : challenge);
        String named = parameter(challenge, "resource_metadata");
        findings.should(
                !named.isEmpty(),
                "the challenge names the resource metadata",
                "RFC 9728 5.1",
                named.isEmpty() ? "no resource_metadata" : named);
        findings.know("scope of the challenge", "RFC 6750 3", parameter(challenge, "scope"));
        findings.group("resource metadata");
        for (String url : named.isEmpty() ? wellKnown() : List.of(named)) {
            Answer answer = fetch.get(url);
            if (answer.status() == 200 || !named.isEmpty()) {
                return resource(url, answer);
            }
        }
        findings.must(
                false, "the resource metadata is at a well-known path", "RFC 9728 3", "nowhere");
        return Optional.empty();
    }

    private List<String> wellKnown() {
        String base = server.getScheme() + "://" + server.getRawAuthority();
        String path = server.getRawPath() == null ? "" : server.getRawPath();
        String known = "/.well-known/oauth-protected-resource";
        return path.length() > 1
                ? List.of(base + known + path, base + known)
                : List.of(base + known);
    }

    private Optional<Map<String, Object>> resource(String url, Answer answer) {
        findings.must(
                answer.status() == 200,
                "the resource metadata can be read",
                "RFC 9728 3.2",
                url + ": " + answer.told());
        Optional<Map<String, Object>> json = answer.json();
        findings.must(
                json.isPresent() && answer.header("content-type").startsWith("application/json"),
                "it is a JSON object with that content type",
                "RFC 9728 3.2",
                answer.header("content-type"));
        json.ifPresent(this::resource);
        return json;
    }

    private void resource(Map<String, Object> json) {
        String named = text(json, "resource");
        findings.must(
                holds(named, server.toString()),
                "its resource is the server's URL",
                "RFC 9728 3.3",
                named.isEmpty() ? "no resource" : named);
        findings.must(
                !texts(json, "authorization_servers").isEmpty(),
                "it names an authorization server",
                "RFC 9728 2",
                String.join(" ", texts(json, "authorization_servers")));
        List<String> methods = texts(json, "bearer_methods_supported");
        findings.should(
                methods.isEmpty() || methods.contains("header"),
                "tokens are taken in the header",
                "RFC 9728 2",
                String.join(" ", methods));
        findings.know("scopes", "RFC 9728 2", String.join(" ", texts(json, "scopes_supported")));
    }

    /// Whether this resource is the URL, or one above it: whole segments of its path.
    private static boolean holds(String resource, String url) {
        String above = resource.replaceFirst("/$", "");
        return url.equals(above) || url.startsWith(above + "/") || url.startsWith(above + "?");
    }

    private void servers(Map<String, Object> resource) {
        for (String issuer : texts(resource, "authorization_servers").stream().limit(3).toList()) {
            new AuthorizationServer(issuer, fetch, findings).check();
        }
    }

    private static String parameter(String challenge, String name) {
        Matcher matcher = PARAMETER.matcher(challenge);
        while (matcher.find()) {
            if (matcher.group(1).equalsIgnoreCase(name)) {
                return matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
            }
        }
        return "";
    }
}
