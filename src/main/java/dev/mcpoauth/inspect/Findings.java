package dev.mcpoauth.inspect;

import dev.mcpoauth.inspect.Check.Verdict;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Collects the checks of one group after the other.
final class Findings {
    private final List<Check> checks = new ArrayList<>();
    private String group = "";

    void group(String name) {
        group = name;
    }

    void must(boolean kept, String rule, String section, String found) {
        add(kept ? Verdict.OK : Verdict.FAIL, rule, section, found);
    }

    void should(boolean kept, String rule, String section, String found) {
        add(kept ? Verdict.OK : Verdict.WARN, rule, section, found);
    }

    void know(String what, String section, String found) {
        add(Verdict.INFO, what, section, found);
    }

    private void add(Verdict verdict, String rule, String section, String found) {
        checks.add(new Check(group, rule, verdict, section, found));
    }

    List<Check> all() {
        return List.copyOf(checks);
    }

    /// A member's text; empty when it is absent.
    static String text(Map<String, Object> json, String name) {
        Object value = json.get(name);
        return value == null ? "" : value.toString();
    }

    /// A member's texts; empty when it is no list.
    static List<String> texts(Map<String, Object> json, String name) {
        return json.get(name) instanceof Collection<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /// Whether tokens may travel to this URL: https, or http on loopback.
    static boolean secure(String url) {
        try {
            URI uri = URI.create(url);
            String host = String.valueOf(uri.getHost());
            return "https".equals(uri.getScheme())
                    || ("http".equals(uri.getScheme())
                            && List.of("127.0.0.1", "localhost", "[::1]").contains(host));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
