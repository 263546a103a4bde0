package dev.mcpoauth.scaffold;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Checks what was answered about a service before it goes into a file.
final class Checked {
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_]{0,40}");
    private static final Pattern TITLE =
            Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} .,()&'+-]{0,59}");
    private static final Pattern POINTER = Pattern.compile("(/[A-Za-z0-9_.~:-]{1,60}){1,8}");
    // RFC 6749 3.3: scope-token = 1*( %x21 / %x23-5B / %x5D-7E )
    private static final Pattern SCOPE = Pattern.compile("[!#-\\[\\]-~]{1,200}");
    private static final Pattern PRINTABLE = Pattern.compile("[ -~]{0,500}");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<String> POINTERS =
            Set.of("user_id", "user_login", "user_name", "user_email", "user_tenant");

    private Checked() {}

    static Map<String, Object> service(Map<String, Object> service) {
        Map<String, Object> checked = new LinkedHashMap<>();
        service.forEach((key, value) -> {
            if (!KEY.matcher(key).matches() || key.contains("secret")) {
                throw new ScaffoldProblem(
                        "'" + shown(key) + "' is no setting to write into a file");
            }
            checked.put(key, value(key, value));
        });
        return java.util.Collections.unmodifiableMap(checked);
    }

    private static Object value(String key, Object value) {
        return switch (value) {
            case Boolean flag -> flag;
            case Collection<?> many ->
                    many.stream().map(each -> text(key, each.toString())).toList();
            case Map<?, ?> map -> {
                Map<String, Object> all = new LinkedHashMap<>();
                map.forEach(
                        (name, each) -> all.put(printable(key, name.toString()), value(key, each)));
                yield all;
            }
            default -> text(key, value.toString());
        };
    }

    private static String text(String key, String value) {
        if (key.equals("title")) {
            return matched(TITLE, key, value, "letters, digits, spaces and .,()&'+- only");
        }
        if (key.endsWith("_url") || key.equals("issuer")) {
            return url(key, value);
        }
        if (key.equals("scopes")) {
            return matched(SCOPE, key, value, "names without spaces, quotes and backslashes");
        }
        if (POINTERS.contains(key)) {
            return matched(POINTER, key, value, "a JSON pointer such as /id or /user/id");
        }
        return printable(key, value);
    }

    private static String printable(String key, String value) {
        return matched(PRINTABLE, key, value, "plain printable text");
    }

    private static String matched(Pattern pattern, String key, String value, String rule) {
        if (!pattern.matcher(value).matches()) {
            throw new ScaffoldProblem(key + " is " + rule + ", not '" + shown(value) + "'");
        }
        return value;
    }

    private static String url(String key, String value) {
        try {
            URI uri = new URI(value);
            boolean plain = "http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost());
            boolean good = plain || ("https".equals(uri.getScheme()) && uri.getHost() != null);
            if (good && uri.getRawUserInfo() == null && uri.getRawFragment() == null) {
                return PRINTABLE.matcher(value).matches() ? value : refuse(key, value);
            }
        } catch (URISyntaxException e) {
            // told below
        }
        return refuse(key, value);
    }

    private static String refuse(String key, String value) {
        throw new ScaffoldProblem(
                key
                        + " is an https address without user and fragment (http on this computer"
                        + " only), not '"
                        + shown(value)
                        + "'");
    }

    /// What a person typed, safe to show on a terminal.
    private static String shown(String value) {
        String safe = value.replaceAll("[^ -~]", "?");
        return safe.length() > 80 ? safe.substring(0, 80) + "..." : safe;
    }
}
