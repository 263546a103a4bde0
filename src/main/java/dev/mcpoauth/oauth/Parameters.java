package dev.mcpoauth.oauth;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The parameters of one OAuth request, from a query or a form body, values decoded.
///
/// @param values every value of each name, in the order sent
public record Parameters(Map<String, List<String>> values) {
    /// Possessive: it must not recurse, for a form may be long.
    private static final Pattern DECODABLE = Pattern.compile("(?:%[0-9A-Fa-f]{2}|[^%])*+");

    /// Copies the map.
    public Parameters {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        values.forEach((name, all) -> copy.put(name, List.copyOf(all)));
        values = Map.copyOf(copy);
    }

    /// Parameters with one value each; handy for tests and redirects.
    public static Parameters of(Map<String, String> single) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        single.forEach((name, value) -> values.put(name, List.of(value)));
        return new Parameters(values);
    }

    /// What can be read of a form that nobody promised to be one: the last value of each name, and
    /// nothing of a pair whose value cannot be decoded. Names are as they were sent.
    public static Map<String, String> readable(String form) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : form.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0 && DECODABLE.matcher(pair).matches()) {
                values.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return values;
    }

    /// The value of a name; empty when it is absent, has no value or is repeated.
    public Optional<String> one(String name) {
        List<String> all = values.getOrDefault(name, List.of());
        // RFC 6749 3.1: parameters sent without a value are treated as if they were omitted
        return all.size() == 1 && !all.getFirst().isEmpty()
                ? Optional.of(all.getFirst())
                : Optional.empty();
    }

    /// True when the name was sent with a value, once or more.
    public boolean has(String name) {
        return values.getOrDefault(name, List.of()).stream().anyMatch(value -> !value.isEmpty());
    }

    /// The names that were sent more than once, sorted. RFC 6749 3.1: that is an error.
    public Set<String> repeated() {
        Set<String> names = new TreeSet<>();
        values.forEach((name, all) -> {
            if (all.size() > 1) {
                names.add(name);
            }
        });
        return names;
    }

    /// Names only: values may be secrets.
    @Override
    public String toString() {
        return "Parameters" + new TreeSet<>(values.keySet());
    }
}
