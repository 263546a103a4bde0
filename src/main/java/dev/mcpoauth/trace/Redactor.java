package dev.mcpoauth.trace;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Replaces secrets by short hashes: the same secret is the same hash everywhere, so one can be
/// followed through a trace without being known.
///
/// A secret is what has a secret's name (parameter, header, JSON member), or what looks like a
/// token wherever it stands. Short secrets get no hash, because they could be guessed from it.
public final class Redactor {
    private static final int LONG_ENOUGH = 20;
    private static final int HASH_CHARACTERS = 8;

    private static final Set<String> NAMES =
            Set.of(
                    "code",
                    "state",
                    "nonce",
                    "code_verifier",
                    "assertion",
                    "client_assertion",
                    "id_token_hint",
                    "device_code",
                    "user_code",
                    "csrf",
                    "ticket",
                    "sig",
                    "signature",
                    "passwd",
                    "pwd",
                    "session",
                    "registration_client_uri");
    private static final Pattern NAME =
            Pattern.compile(
                    "(?i).*(token|secret|password|passphrase|api_?key|authorization|cookie"
                            + "|credential|private_key).*");
    private static final Set<String> HARMLESS =
            Set.of(
                    "token_type",
                    "token_type_hint",
                    "token_endpoint",
                    "token_endpoint_auth_method",
                    "token_endpoint_auth_methods_supported",
                    "token_endpoint_auth_signing_alg",
                    "token_endpoint_auth_signing_alg_values_supported",
                    "subject_token_type",
                    "client_secret_expires_at",
                    "access-control-allow-credentials",
                    "refresh_token_expires_in",
                    "authorization_endpoint",
                    "authorization_servers",
                    "authorization_response_iss_parameter_supported");

    /// What tokens look like: our own, those of well-known services, JWTs, bearer credentials. No
    /// character is looked at more than a few times, whatever the text.
    private static final Pattern TOKEN =
            Pattern.compile(
                    "mcpo_[a-z]{2}_[A-Za-z0-9._~-]+"
                            + "|demo_[a-z]{2}_[A-Za-z0-9._~-]+"
                            + "|gh[opsur]_[A-Za-z0-9]{16,}"
                            + "|github_pat_\\w{20,}"
                            + "|xox[a-z]-[A-Za-z0-9-]{10,}"
                            + "|ya29\\.[\\w-]{10,}"
                            + "|GOCSPX-[\\w-]{10,}"
                            + "|eyJ[\\w-]{8,}+(?:\\.[\\w-]++\\.[\\w-]*+)?"
                            + "|(?<=(?i:bearer|basic) )[A-Za-z0-9._~+/=-]{8,}");

    private static final Pattern TICKET = Pattern.compile("(?<=/login/)[^/?#\\s]+");
    // a name begins at its first character: a long word is not tried from each of its letters
    private static final Pattern PAIR =
            Pattern.compile("(?<![^=&?#;\\s])([^=&?#;\\s]++)=([^&#;]*+)");

    /// What stands for a secret.
    public String hidden(String secret) {
        if (secret.isEmpty()) {
            return "";
        }
        if (secret.length() < LONG_ENOUGH) {
            return "‹hidden›";
        }
        return "‹" + hash(secret).substring(0, HASH_CHARACTERS) + "›";
    }

    /// The whole hash of a secret, SHA-256 in 64 characters: for whoever compares secrets and must
    /// not keep them.
    public static String hash(String secret) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// Whether a parameter, header or member of this name holds a secret.
    public boolean secret(String name) {
        String plain = name.toLowerCase(Locale.ROOT);
        return NAMES.contains(plain)
                || (NAME.matcher(plain).matches() && !HARMLESS.contains(plain));
    }

    /// A URL: secret parameters of its query and fragment, and login tickets of its path.
    public String url(String url) {
        int query = url.indexOf('?');
        int fragment = url.indexOf('#');
        int start = query < 0 ? fragment : fragment < 0 ? query : Math.min(query, fragment);
        String path = start < 0 ? url : url.substring(0, start);
        String rest = start < 0 ? "" : url.substring(start);
        return text(TICKET.matcher(path).replaceAll(found -> quoted(found.group()))) + pairs(rest);
    }

    /// A header's value.
    public String header(String name, String value) {
        String plain = name.toLowerCase(Locale.ROOT);
        return switch (plain) {
            case "authorization", "proxy-authorization" -> {
                int blank = value.indexOf(' ');
                yield blank < 0
                        ? hidden(value)
                        : value.substring(0, blank) + " " + hidden(value.substring(blank + 1));
            }
            case "cookie", "set-cookie" -> cookies(value);
            case "location", "referer", "link" -> url(value);
            case "www-authenticate" -> text(value);
            default -> secret(plain) || plain.endsWith("-key") ? hidden(value) : text(value);
        };
    }

    /// A body of this content type; what is neither a form nor JSON is told by its size only.
    public String body(String contentType, String body) {
        String type = contentType.toLowerCase(Locale.ROOT);
        if (body.isEmpty()) {
            return "";
        }
        if (type.contains("x-www-form-urlencoded")) {
            return pairs(body);
        }
        if (type.contains("json")) {
            try {
                return text(Json.write(hidden(Json.parse(body))));
            } catch (JsonProblem e) {
                return "‹" + body.length() + " characters that are not JSON›";
            }
        }
        return "‹" + body.length() + " characters of " + text(type) + "›";
    }

    /// Any text: what looks like a token in it.
    public String text(String text) {
        return TOKEN.matcher(text).replaceAll(found -> quoted(found.group()));
    }

    private String pairs(String encoded) {
        return text(
                PAIR.matcher(encoded)
                        .replaceAll(found ->
                                Matcher.quoteReplacement(
                                        secret(decoded(found.group(1)))
                                                ? found.group(1)
                                                        + "="
                                                        + hidden(decoded(found.group(2)))
                                                : found.group())));
    }

    /// The value of every cookie; the attributes of a Set-Cookie stay.
    private String cookies(String value) {
        Set<String> attributes = Set.of("path", "domain", "expires", "max-age", "samesite");
        return PAIR.matcher(value)
                .replaceAll(found ->
                        Matcher.quoteReplacement(
                                attributes.contains(found.group(1).toLowerCase(Locale.ROOT))
                                        ? found.group()
                                        : found.group(1) + "=" + hidden(found.group(2))));
    }

    private JsonNode hidden(JsonNode node) {
        switch (node) {
            case ObjectNode object ->
                    object.propertyNames()
                            .forEach(name -> {
                                JsonNode value = object.get(name);
                                if (secret(name) && value.isValueNode()) {
                                    object.put(name, hidden(value.asString("")));
                                } else {
                                    object.set(name, hidden(value));
                                }
                            });
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    array.set(i, hidden(array.get(i)));
                }
            }
            default -> {
                return node;
            }
        }
        return node;
    }

    private String quoted(String secret) {
        return Matcher.quoteReplacement(hidden(secret));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
