package dev.mcpoauth.broker;

import dev.mcpoauth.config.ResourceSettings;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.TokenFormat;
import dev.mcpoauth.oauth.ResourceUri;
import dev.mcpoauth.oauth.Scope;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The MCP servers that tokens are issued for.
final class Resources {
    private final Settings settings;
    private final Map<String, ResourceSettings> named = new HashMap<>();

    Resources(Settings settings) {
        this.settings = settings;
        for (ResourceSettings known : settings.resources().values()) {
            named.putIfAbsent(known.url(), known);
            ResourceUri.canonical(known.url()).ifPresent(url -> named.putIfAbsent(url, known));
        }
    }

    /// The resource of a request; the first one when the request names none.
    Optional<ResourceSettings> named(@Nullable String requested) {
        if (requested == null) {
            return settings.resources().values().stream().findFirst();
        }
        ResourceSettings known = named.get(requested);
        return known == null
                ? ResourceUri.canonical(requested).map(named::get)
                : Optional.of(known);
    }

    /// The resources by their paths without a slash at the end; the empty path stands for the first
    /// when none is at the root.
    Map<String, ResourceSettings> byPath() {
        Map<String, ResourceSettings> all = new LinkedHashMap<>();
        for (ResourceSettings known : settings.resources().values()) {
            all.putIfAbsent(ResourceUri.trimmed(URI.create(known.url()).getRawPath()), known);
        }
        named(null).ifPresent(first -> all.putIfAbsent("", first));
        return all;
    }

    /// Whether a resource has signed tokens, or signed statements about its callers.
    boolean anySigned() {
        return settings.resources().values().stream()
                .anyMatch(resource ->
                        resource.tokenFormat() == TokenFormat.JWT
                                || resource.protection().assertion().algorithm().equals("ES256"));
    }

    /// Every scope of every resource.
    Scope scopes() {
        Scope all = Scope.NONE;
        for (ResourceSettings resource : settings.resources().values()) {
            all = all.plus(resource.scopes());
        }
        return all;
    }

    /// True when both name the same resource.
    static boolean same(String known, String requested) {
        if (known.equals(requested)) {
            return true;
        }
        Optional<String> canonical = ResourceUri.canonical(requested);
        return canonical.isPresent() && canonical.equals(ResourceUri.canonical(known));
    }
}
