package dev.mcpoauth.gateway;

import dev.mcpoauth.config.AccessRule;
import dev.mcpoauth.config.AccessRules;
import dev.mcpoauth.config.Protection;
import dev.mcpoauth.config.Protection.Assertion;
import dev.mcpoauth.config.Protection.Limits;
import dev.mcpoauth.config.Protection.TokenStyle;
import dev.mcpoauth.oauth.Scope;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a server that protects itself says about itself.
///
/// @param issuer its authorization server
/// @param resource the URL that clients call
/// @param require scopes that every request needs
/// @param rules scopes of single tools
record ServerFacts(String issuer, String resource, Scope require, List<AccessRule> rules) {
    ToolPolicy policy() {
        return new ToolPolicy(
                new Protection(
                        require,
                        new AccessRules(rules, List.of(), List.of(), false),
                        null,
                        TokenStyle.OFF,
                        null,
                        Assertion.NONE,
                        Set.of(),
                        Limits.DEFAULT));
    }

    Scope all() {
        return require.plus(new AccessRules(rules, List.of(), List.of(), false).scopes());
    }

    String path() {
        String path = URI.create(resource).getRawPath();
        return path == null || path.equals("/") ? "" : path;
    }

    /// Where the metadata is: the well-known part comes before the path. RFC 9728 3.1.
    String metadataPath() {
        return "/.well-known/oauth-protected-resource" + path();
    }

    String metadataUrl() {
        URI uri = URI.create(resource);
        return uri.getScheme() + "://" + uri.getRawAuthority() + metadataPath();
    }

    /// The document. RFC 9728 2.
    Map<String, Object> metadata() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("resource", resource);
        body.put("authorization_servers", List.of(issuer));
        if (!all().isEmpty()) {
            body.put("scopes_supported", List.copyOf(all().names()));
        }
        body.put("bearer_methods_supported", List.of("header"));
        return body;
    }
}
