package dev.mcpoauth.http;

import dev.mcpoauth.trace.Trace;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Enumeration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// Tells the trace what clients asked the broker and what they were answered.
final class TracedRequests {
    private static final String START = "trace-start";

    void install(RoutesConfig routes) {
        routes.before(ctx -> {
            if (Trace.wanted()) {
                ctx.attribute(START, System.nanoTime());
            }
        });
        routes.after(ctx -> {
            Long start = ctx.attribute(START);
            if (start != null) {
                trace(ctx, System.nanoTime() - start);
            }
        });
    }

    private static void trace(Context ctx, long nanos) {
        String query = ctx.queryString();
        Map<String, String> answered = new TreeMap<>();
        for (String name : ctx.res().getHeaderNames()) {
            answered.put(name, String.join(", ", ctx.res().getHeaders(name)));
        }
        Trace.served(
                new Trace.Request(
                        ctx.method().name(),
                        query == null ? ctx.path() : ctx.path() + "?" + query,
                        headers(ctx),
                        Bodies.text(ctx)),
                new Trace.Answer(ctx.statusCode(), answered, Bodies.answered(ctx)),
                TimeUnit.NANOSECONDS.toMillis(nanos));
    }

    private static Map<String, String> headers(Context ctx) {
        Map<String, String> headers = new TreeMap<>();
        Enumeration<String> names = ctx.req().getHeaderNames();
        while (names.hasMoreElements()) {
            String name = names.nextElement();
            headers.put(name, Objects.requireNonNullElse(ctx.header(name), ""));
        }
        return headers;
    }
}
