package dev.mcpoauth.config;

import dev.mcpoauth.config.Protection.Assertion;
import dev.mcpoauth.config.Protection.Limits;
import dev.mcpoauth.config.Protection.TokenStyle;
import dev.mcpoauth.oauth.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns the members of a resource that are about its protection into a checked [Protection].
///
/// @param name the resource's name
/// @param json its members
record ProtectionShape(String name, Map<String, Object> json) {
    static final Set<String> KNOWN =
            Set.of(
                    "require",
                    "tools",
                    "resources",
                    "prompts",
                    "hide",
                    "command",
                    "env",
                    "inherit_env",
                    "idle_timeout",
                    "service_token",
                    "service_token_client",
                    "assertion",
                    "forward_headers",
                    "answer_timeout",
                    "heartbeat",
                    "max_body");

    /// Names of headers that say who somebody is, or that belong to one connection.
    private static final Pattern NOT_FORWARDED =
            Pattern.compile(
                    "authorization|cookie|host|connection|content-length|transfer-encoding|te"
                            + "|trailer|upgrade|expect|keep-alive|forwarded|via|remote-user"
                            + "|proxy-.*|x-forwarded-.*|x-mcp-.*|x-auth.*|x-remote.*|.*[^a-z0-9-].*");

    Protection protection() {
        Object client = json.get("service_token_client");
        return new Protection(
                ResourceShape.scopes(json.get("require"), ""),
                rules(),
                json.containsKey("command") ? stdio() : null,
                tokenStyle(),
                client == null ? null : client.toString(),
                assertion(),
                forward(),
                limits());
    }

    private AccessRules rules() {
        return new AccessRules(
                rules("tools"),
                rules("resources"),
                rules("prompts"),
                Boolean.TRUE.equals(json.get("hide")));
    }

    private List<AccessRule> rules(String kind) {
        if (!json.containsKey(kind)) {
            return List.of();
        }
        List<AccessRule> rules = new ArrayList<>();
        map(kind).forEach((pattern, value) -> rules.add(new AccessRule(pattern, access(value))));
        return rules;
    }

    private AccessRule.Access access(@Nullable Object value) {
        if (value instanceof Collection<?>) {
            return new AccessRule.Needs(ResourceShape.scopes(value, ""));
        }
        if (value instanceof String text) {
            return switch (text) {
                case "deny" -> new AccessRule.Deny();
                case "public" -> new AccessRule.Open();
                default -> new AccessRule.Needs(Scope.parse(text));
            };
        }
        throw problem("rules are scopes, \"deny\" or \"public\"");
    }

    private StdioSettings stdio() {
        Map<String, String> env = new LinkedHashMap<>();
        if (json.containsKey("env")) {
            map("env").forEach((key, value) -> env.put(key, String.valueOf(value)));
        }
        Object command = json.get("command");
        List<String> words =
                command instanceof Collection<?>
                        ? texts("command")
                        : CommandWords.split(String.valueOf(command));
        if (words.isEmpty()) {
            throw problem("has an empty command");
        }
        return new StdioSettings(
                words, env, texts("inherit_env"), duration("idle_timeout", Duration.ofMinutes(30)));
    }

    private TokenStyle tokenStyle() {
        Object value = json.get("service_token");
        return switch (value == null ? "header" : value.toString()) {
            case "header" -> TokenStyle.HEADER;
            case "bearer" -> TokenStyle.BEARER;
            case "off", "false" -> TokenStyle.OFF;
            default -> throw problem("has a service_token that is not header, bearer or off");
        };
    }

    private Assertion assertion() {
        if (!json.containsKey("assertion")) {
            return Assertion.NONE;
        }
        Object value = json.get("assertion");
        if ("ES256".equals(value)) {
            return new Assertion("ES256", null);
        }
        if (value instanceof Map<?, ?> map
                && map.size() == 1
                && map.get("secret_file") instanceof String file) {
            return new Assertion("HS256", file);
        }
        throw problem("has an assertion that is not \"ES256\" or {\"secret_file\": \"FILE\"}");
    }

    private Set<String> forward() {
        Set<String> names = new LinkedHashSet<>();
        for (String each : texts("forward_headers")) {
            String lower = each.toLowerCase(Locale.ROOT);
            if (NOT_FORWARDED.matcher(lower).matches()) {
                throw problem("cannot forward the header '" + each + "'");
            }
            names.add(lower);
        }
        return names;
    }

    private Limits limits() {
        Limits usual = Limits.DEFAULT;
        Object body = json.get("max_body");
        if (body != null && !(body instanceof Integer bytes && bytes > 0)) {
            throw problem("has a max_body that is not a number of bytes");
        }
        return new Limits(
                duration("answer_timeout", usual.answer()),
                duration("heartbeat", usual.heartbeat()),
                body instanceof Integer bytes ? bytes : usual.body());
    }

    private Duration duration(String key, Duration usual) {
        Object value = json.get(key);
        Duration time = value == null ? usual : Durations.parse(value.toString());
        if (time.isZero()) {
            throw problem("has a '" + key + "' of no time; write 15s or 5m");
        }
        return time;
    }

    private List<String> texts(String key) {
        Object value = json.get(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof Collection<?> list
                && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String::valueOf).toList();
        }
        throw problem("has a '" + key + "' that is not a list of texts");
    }

    private Map<String, Object> map(String key) {
        return SettingsShape.map("resources." + name + "." + key, json.get(key));
    }

    private SettingsProblem problem(String what) {
        return new SettingsProblem("resource '" + name + "' " + what);
    }
}
