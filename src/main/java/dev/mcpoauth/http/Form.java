package dev.mcpoauth.http;

import dev.mcpoauth.oauth.Parameters;
import io.javalin.http.BadRequestResponse;
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

    /// More than any request of OAuth has. A body of nothing but names would be fifty times its own
    /// size as parameters.
    private static final int MOST_PARAMETERS = 200;

    private Form() {}

    /// The query's parameters.
    static Parameters query(Context ctx) {
        return decode(ctx.queryString());
    }

    /// The body's parameters; none when it is not a form. RFC 6749 2.3.1: never the query's.
    static Parameters body(Context ctx) {
        return decode(type(ctx).equals(TYPE) ? Bodies.text(ctx) : null);
    }

    /// The body of a request that must be JSON; another content type is refused with 400.
    ///
    /// A page of another site can send a body without asking first, but not with this type.
    static String json(Context ctx) {
        if (!type(ctx).equals("application/json")) {
            throw new BadRequestResponse("the body must be sent as application/json");
        }
        return Bodies.text(ctx);
    }

    // RFC 9110 8.3.1: type and subtype, then parameters, of which none changes how it is read
    private static String type(Context ctx) {
        String type = ctx.header("Content-Type");
        if (type == null || type.equals(TYPE)) {
            return type == null ? "" : TYPE;
        }
        return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    static Parameters decode(@Nullable String encoded) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        if (encoded != null && !encoded.isEmpty()) {
            if (encoded.chars().filter(each -> each == '&').count() >= MOST_PARAMETERS) {
                throw new BadRequestResponse("there are too many parameters");
            }
            for (String pair : encoded.split("&", -1)) {
                if (pair.isEmpty()) {
                    // URL Standard 5.1: nothing between two "&" is no parameter
                    continue;
                }
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                String decoded = text(value);
                // no parameter of OAuth has one, and not every database can hold it
                if (decoded.indexOf('\0') >= 0) {
                    throw new BadRequestResponse("a parameter holds a NUL character");
                }
                values.computeIfAbsent(text(name), key -> new ArrayList<>()).add(decoded);
            }
        }
        return new Parameters(values);
    }

    private static String text(String encoded) {
        if (encoded.indexOf('%') < 0 && encoded.indexOf('+') < 0) {
            return encoded;
        }
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // not percent-encoding: the text stands for itself and will match nothing
            return encoded;
        }
    }
}
