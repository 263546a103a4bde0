package dev.mcpoauth.config;

import dev.mcpoauth.oauth.Loopback;
import dev.mcpoauth.oauth.ResourceUri;
import dev.mcpoauth.oauth.Scope;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns one member of `resources` into checked [ResourceSettings].
///
/// @param issuer the broker's own name
/// @param name the member's name
/// @param json its value
record ResourceShape(String issuer, String name, Map<String, Object> json) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final Set<String> OWN =
            Set.of(
                    "url",
                    "upstream",
                    "insecure_upstream",
                    "provider",
                    "scopes",
                    "token_format",
                    "introspection_clients");
    private static final Set<String> TAKEN =
            Set.of(
                    "authorize",
                    "token",
                    "register",
                    "revoke",
                    "introspect",
                    "jwks",
                    "consent",
                    "callback",
                    "login",
                    "healthz",
                    "readyz",
                    "inspector",
                    "service-token");

    /// Whether the broker has pages at or below this first part of a path.
    static boolean isTaken(String part) {
        return TAKEN.contains(part);
    }

    /// What a resource may say.
    static Set<String> members() {
        Set<String> members = new TreeSet<>(OWN);
        members.addAll(ProtectionShape.KNOWN);
        return members;
    }

    ResourceSettings settings() {
        if (!NAME.matcher(name).matches() || isTaken(name)) {
            throw problem("cannot be the name of a resource; use letters, digits, - and _");
        }
        json.keySet().stream()
                .filter(key -> !members().contains(key))
                .findFirst()
                .ifPresent(key -> {
                    throw new SettingsProblem(
                            "unknown setting 'resources." + name + "." + key + "'");
                });
        Scope scopes = scopes(json.get("scopes"), "mcp:read mcp:write");
        Protection protection = new ProtectionShape(name, json).protection();
        String url = text("url");
        String resource = url == null ? issuer + "/" + name : url;
        String upstream = upstream(resource);
        if (upstream != null && protection.stdio() != null) {
            throw problem("has both upstream and command; give one");
        }
        Scope known = scopes.plus(protection.require()).plus(protection.rules().scopes());
        String format = text("token_format");
        return new ResourceSettings(
                name,
                resource,
                upstream,
                text("provider"),
                known,
                TokenFormat.parse(format == null ? "opaque" : format),
                introspectionClients(protection),
                protection);
    }

    /// The client that may ask for service tokens may also ask what a token stands for.
    private List<String> introspectionClients(Protection protection) {
        Scope named = scopes(json.get("introspection_clients"), "");
        String client = protection.tokenClient();
        return List.copyOf((client == null ? named : named.plus(Scope.of(client))).names());
    }

    private @Nullable String upstream(String resource) {
        String upstream = text("upstream");
        if (upstream == null) {
            return null;
        }
        URI uri = web(upstream);
        // the user's service token goes over this connection
        boolean safe = uri.getScheme().equals("https") || Loopback.HOSTS.contains(uri.getHost());
        if (!safe && !Boolean.TRUE.equals(json.get("insecure_upstream"))) {
            throw problem(
                    "sends tokens to '"
                            + upstream
                            + "' without TLS; use https, or set insecure_upstream to true for a"
                            + " network that you trust");
        }
        if (ResourceUri.canonical(upstream).equals(ResourceUri.canonical(resource))) {
            throw problem("has itself as upstream");
        }
        return upstream;
    }

    private URI web(String text) {
        try {
            URI uri = URI.create(text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // told below, with the value
        }
        throw problem("has no http or https address as upstream: '" + text + "'");
    }

    static Scope scopes(@Nullable Object value, String usual) {
        if (value instanceof Collection<?> list) {
            return Scope.of(list.stream().map(String::valueOf).toList());
        }
        return Scope.parse(value == null ? usual : value.toString());
    }

    private @Nullable String text(String key) {
        Object value = json.get(key);
        return value == null ? null : value.toString();
    }

    private SettingsProblem problem(String what) {
        return new SettingsProblem("resource '" + name + "' " + what);
    }
}
