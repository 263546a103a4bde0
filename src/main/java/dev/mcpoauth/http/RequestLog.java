package dev.mcpoauth.http;

import dev.mcpoauth.json.Json;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// One line for each request: when, method, path, status, milliseconds. Never a query, a header or
/// a body: codes, states and tokens live there.
final class RequestLog {
    private static final int MOST = 200;
    private static final String LOGIN = "/login/";

    private final boolean json;
    private final Consumer<String> lines;

    RequestLog(boolean json, Consumer<String> lines) {
        this.json = json;
        this.lines = lines;
    }

    void line(Context ctx, Float millis) {
        String at = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
        String method = ctx.method().name();
        int status = ctx.statusCode();
        long ms = Math.round(millis);
        if (json) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("at", at);
            line.put("method", method);
            line.put("path", path(ctx));
            line.put("status", status);
            line.put("ms", ms);
            lines.accept(Json.write(line));
        } else {
            lines.accept("%s %s %s %d %d ms".formatted(at, method, path(ctx), status, ms));
        }
    }

    /// The path without what is secret in it and without what could forge a line.
    static String path(Context ctx) {
        String path = ctx.path();
        // the end of a login link is a secret until it is used
        String shown = path.startsWith(LOGIN) ? LOGIN + "{ticket}" : path;
        return shown.substring(0, Math.min(shown.length(), MOST)).replaceAll("[^\\x21-\\x7e]", "?");
    }
}
