package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.provider.ProviderSpec.UserInfoSpec;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads a [ProviderSpec] from settings: `{name}` in a text stands for another setting.
final class SpecReader {
    private final Map<String, Object> json;

    SpecReader(Map<String, Object> json) {
        this.json = json;
    }

    ProviderSpec read() {
        return new ProviderSpec(
                text("title", "OAuth 2.0 service"),
                optional("issuer"),
                required("authorize_url"),
                required("token_url"),
                optional("refresh_url"),
                userInfo(),
                optional("revoke_url"),
                optional("device_url"),
                scopes(),
                text("scope_separator", " "),
                text("token_auth", "post"),
                !Boolean.FALSE.equals(json.get("pkce")),
                Boolean.TRUE.equals(json.get("json")),
                texts("headers"),
                texts("extra_authorize"),
                texts("token_map"),
                list(json.get("quirks")),
                text("confidence", "A"));
    }

    private UserInfoSpec userInfo() {
        return new UserInfoSpec(
                text("userinfo_method", "GET"),
                required("userinfo_url"),
                text("userinfo_body", ""),
                text("user_id", "/sub"),
                text("user_login", "/preferred_username"),
                text("user_name", "/name"),
                text("user_email", "/email"),
                text("user_email_verified", "/email_verified"),
                text("user_tenant", ""));
    }

    private Scope scopes() {
        Object value = json.get("scopes");
        return value instanceof String one ? Scope.parse(one) : Scope.of(list(value));
    }

    private static List<String> list(@Nullable Object value) {
        return value instanceof Collection<?> all
                ? all.stream().map(String::valueOf).toList()
                : List.of();
    }

    private Map<String, String> texts(String name) {
        Map<String, String> found = new LinkedHashMap<>();
        if (json.get(name) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> found.put(String.valueOf(key), fill(value.toString())));
        }
        return found;
    }

    private String required(String name) {
        String value = optional(name);
        if (value == null) {
            throw new IllegalArgumentException("setting '" + name + "' is missing");
        }
        return value;
    }

    private String text(String name, String usual) {
        String value = optional(name);
        return value == null ? usual : value;
    }

    private @Nullable String optional(String name) {
        Object value = json.get(name);
        // an empty text takes away what the preset says
        return value == null || value.toString().isEmpty() ? null : fill(value.toString());
    }

    private String fill(String text) {
        String filled = text;
        for (String name : new TreeSet<>(json.keySet())) {
            String mark = "{" + name + "}";
            if (filled.contains(mark)) {
                filled = filled.replace(mark, String.valueOf(json.get(name)));
            }
        }
        return filled;
    }
}
