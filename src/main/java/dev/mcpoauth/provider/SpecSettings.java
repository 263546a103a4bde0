package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.Loopback;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The settings of one provider: `{name}` in a text stands for another setting of it.
final class SpecSettings {

    private final Map<String, Object> json;

    SpecSettings(Map<String, Object> json) {
        this.json = json;
    }

    /// The text; `usual` when it is absent. An empty text takes away what the preset says.
    String text(String name, String usual) {
        Object value = json.get(name);
        return value == null ? usual : fill(value.toString());
    }

    /// Every setting that is a text, a number or a flag, without the secret.
    Map<String, String> plain() {
        Map<String, String> found = new LinkedHashMap<>();
        json.forEach((name, value) -> {
            boolean one =
                    value instanceof String || value instanceof Number || value instanceof Boolean;
            if (one && !name.equals("client_secret")) {
                found.put(name, fill(value.toString()));
            }
        });
        return found;
    }

    String required(String name) {
        String value = text(name, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("setting '" + name + "' is missing");
        }
        return value;
    }

    String one(String name, String usual, Set<String> allowed) {
        String value = text(name, usual);
        if (!allowed.contains(value)) {
            throw new IllegalArgumentException(
                    "setting '"
                            + name
                            + "' is one of "
                            + new TreeSet<>(allowed)
                            + ", not "
                            + value);
        }
        return value;
    }

    /// The address of an endpoint; empty when there is none.
    String url(String name) {
        String value = text(name, "");
        if (value.isEmpty()) {
            return value;
        }
        // the client id is known only later, when the credentials are read
        if (value.replace("{client_id}", "").contains("{")) {
            throw new IllegalArgumentException(
                    "setting '"
                            + value.substring(value.indexOf('{') + 1).replaceFirst("}.*", "")
                            + "' is missing; '"
                            + name
                            + "' needs it");
        }
        if (value.contains("#")) {
            // RFC 6749 3.1: an endpoint MUST NOT include a fragment
            throw wrong(name, "an address without a fragment (#)");
        }
        if (!isSafe(value)) {
            // RFC 6749 3.2: tokens and secrets travel over TLS
            throw new IllegalArgumentException(
                    "setting '" + name + "' is not an https address (http is for loopback only)");
        }
        return value;
    }

    private static boolean isSafe(String value) {
        try {
            URI uri = new URI(value.replace("{client_id}", "client"));
            String host = uri.getHost();
            return host != null
                    && uri.getRawUserInfo() == null
                    && ("https".equals(uri.getScheme())
                            || ("http".equals(uri.getScheme()) && Loopback.HOSTS.contains(host)));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    boolean flag(String name, boolean usual) {
        // a slip here must not turn PKCE off without a word
        return switch (text(name, "").toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            case "" -> usual;
            default -> throw wrong(name, "true or false");
        };
    }

    List<String> list(String name, String... usual) {
        Object value = json.get(name);
        if (value == null) {
            return List.of(usual);
        }
        Collection<?> all = value instanceof Collection<?> many ? many : List.of(value);
        return all.stream().map(each -> one(name, each)).filter(each -> !each.isEmpty()).toList();
    }

    /// RFC 6901 3: a JSON pointer is empty, or begins with a slash.
    List<String> pointers(String name, String... usual) {
        List<String> all = list(name, usual);
        for (String each : all) {
            if (!each.startsWith("/")) {
                throw wrong(name, "a JSON pointer such as /id or /user/id, not '" + each + "'");
            }
        }
        return all;
    }

    Map<String, String> texts(String name) {
        Map<String, String> found = new LinkedHashMap<>();
        map(name)
                .forEach((key, value) -> {
                    String whole = name + "." + key;
                    found.put(String.valueOf(key), one(whole, given(name, key, value)));
                });
        return found;
    }

    Map<String, List<String>> lists(String name) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        map(name)
                .forEach((key, value) -> {
                    String whole = name + "." + key;
                    Map<String, Object> all = new LinkedHashMap<>(json);
                    all.put(whole, given(name, key, value));
                    found.put(String.valueOf(key), new SpecSettings(all).pointers(whole));
                });
        return found;
    }

    private static Object given(String name, Object key, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("setting '" + name + "' has null for '" + key + "'");
        }
        return value;
    }

    private Map<?, ?> map(String name) {
        Object value = json.get(name);
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        if (!text(name, "").isEmpty()) {
            throw wrong(name, "an object of names and values");
        }
        return Map.of();
    }

    private String one(String name, @Nullable Object value) {
        boolean plain =
                value instanceof String || value instanceof Number || value instanceof Boolean;
        if (value == null || !plain) {
            throw wrong(name, "a text, and no object or null");
        }
        return fill(value.toString());
    }

    static IllegalArgumentException wrong(String name, String rule) {
        return new IllegalArgumentException("setting '" + name + "' is " + rule);
    }

    /// Whole seconds; null when the setting is absent.
    @Nullable Duration duration(String name) {
        String value = text(name, "");
        if (value.isEmpty()) {
            return null;
        }
        if (!value.matches("\\d{1,9}")) {
            throw new IllegalArgumentException(
                    "setting '" + name + "' is a number of seconds, not " + value);
        }
        return Duration.ofSeconds(Long.parseLong(value));
    }

    /// Settings may be made of settings; a circle of them is left as it is.
    private String fill(String text) {
        String filled = text;
        for (int depth = 0; depth < 3 && filled.contains("{"); depth++) {
            for (String name : new TreeSet<>(json.keySet())) {
                String mark = "{" + name + "}";
                if (filled.contains(mark) && !name.equals("client_secret")) {
                    String value = String.valueOf(json.get(name));
                    // OpenID Connect Discovery 4.1: a slash at the end goes before one is added
                    filled = filled.replace(mark + "/", value.replaceFirst("/$", "") + "/");
                    filled = filled.replace(mark, value);
                }
            }
        }
        return filled;
    }
}
