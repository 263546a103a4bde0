package dev.mcpoauth.http;

import dev.mcpoauth.oauth.Parameters;
import io.javalin.http.Context;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the parameters of a request.
final class Form {
    private static final String TYPE = "application/x-www-form-urlencoded";

    private Form() {}

    static Parameters query(Context ctx) {
        return decode(ctx.queryString());
    }

    /// The body's parameters; none when it is not a form. RFC 6749 2.3.1: never the query's.
    static Parameters body(Context ctx) {
        String type = ctx.contentType();
        boolean form = type != null && type.toLowerCase(Locale.ROOT).startsWith(TYPE);
        return decode(form ? ctx.body() : null);
    }

    private static Parameters decode(@Nullable String encoded) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        if (encoded != null && !encoded.isEmpty()) {
            for (String pair : encoded.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                values.computeIfAbsent(text(name), key -> new ArrayList<>()).add(text(value));
            }
        }
        return new Parameters(values);
    }

    private static String text(String encoded) {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // not percent-encoding: the text stands for itself and will match nothing
            return encoded;
        }
    }
}
