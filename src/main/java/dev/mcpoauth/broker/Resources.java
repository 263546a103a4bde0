package dev.mcpoauth.broker;

import dev.mcpoauth.config.ResourceSettings;
import dev.mcpoauth.config.Settings;
import dev.mcpoauth.config.TokenFormat;
import dev.mcpoauth.oauth.ResourceUri;
import dev.mcpoauth.oauth.Scope;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The MCP servers that tokens are issued for.
final class Resources {
    private final Settings settings;

    Resources(Settings settings) {
        this.settings = settings;
    }

    /// The resource of a request; the first one when the request names none.
    Optional<ResourceSettings> named(@Nullable String requested) {
        if (requested == null) {
            return settings.resources().values().stream().findFirst();
        }
        return settings.resources().values().stream()
                .filter(known -> same(known.url(), requested))
                .findFirst();
    }

    /// The resource at this path; the empty path stands for the first when none is at the root.
    Optional<ResourceSettings> at(String path) {
        String wanted = trimmed(path);
        return settings.resources().values().stream()
                .filter(known -> trimmed(URI.create(known.url()).getRawPath()).equals(wanted))
                .findFirst()
                .or(() -> wanted.isEmpty() ? named(null) : Optional.empty());
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
        Optional<String> canonical = ResourceUri.canonical(requested);
        return canonical.isPresent() && canonical.equals(ResourceUri.canonical(known));
    }

    private static String trimmed(@Nullable String path) {
        return path == null ? "" : path.replaceAll("/+$", "");
    }
}
