package dev.mcpoauth.provider;

import dev.mcpoauth.oauth.Loopback;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
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
        Object value = json.get(name);
        return value == null ? usual : Boolean.parseBoolean(value.toString());
    }

    List<String> list(String name, String... usual) {
        Object value = json.get(name);
        if (value == null) {
            return List.of(usual);
        }
        List<String> all =
                value instanceof Collection<?> many
                        ? many.stream().map(String::valueOf).map(this::fill).toList()
                        : List.of(fill(value.toString()));
        return all.stream().filter(each -> !each.isEmpty()).toList();
    }

    Map<String, String> texts(String name) {
        Map<String, String> found = new LinkedHashMap<>();
        if (json.get(name) instanceof Map<?, ?> map) {
            map.forEach((key, value) ->
                    found.put(String.valueOf(key), fill(given(name, key, value).toString())));
        }
        return found;
    }

    Map<String, List<String>> lists(String name) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        if (json.get(name) instanceof Map<?, ?> map) {
            map.forEach((key, value) ->
                    found.put(
                            String.valueOf(key),
                            new SpecSettings(Map.of("all", given(name, key, value))).list("all")));
        }
        return found;
    }

    private static Object given(String name, Object key, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("setting '" + name + "' has null for '" + key + "'");
        }
        return value;
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
                    filled = filled.replace(mark, String.valueOf(json.get(name)));
                }
            }
        }
        return filled;
    }
}
