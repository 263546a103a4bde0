package dev.mcpoauth.http;

import dev.mcpoauth.broker.Broker;
import dev.mcpoauth.broker.Holdings.Taken;
import dev.mcpoauth.inspector.Message;
import dev.mcpoauth.inspector.Recorder;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import dev.mcpoauth.oauth.Secret;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import io.javalin.http.sse.SseClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The flow inspector's pages: for the browser that opened the link of the terminal, on loopback.
final class InspectorDoor {
    private static final String COOKIE = "mcpo_inspector";
    private static final int MOST_WAITING = 4_096;
    private static final int HEARTBEAT_SECONDS = 15;

    private final Broker broker;
    private final Recorder recorder;
    private final SecureRandom random = new SecureRandom();
    private final Responses respond = new Responses("");
    private final Secret ticket = Secret.random(random);
    private final AtomicReference<byte @Nullable []> unused = new AtomicReference<>(ticket.hash());
    private volatile byte @Nullable [] session;
    private volatile boolean closed;

    InspectorDoor(Broker broker, Recorder recorder) {
        this.broker = broker;
        this.recorder = recorder;
    }

    /// The path of the link that opens the inspector, once.
    String link() {
        return "/inspector/open/" + ticket.value();
    }

    void install(RoutesConfig routes) {
        routes.get("/inspector/open/{ticket}", this::open);
        routes.get("/inspector", ctx -> file(ctx, "inspector.html", "text/html"));
        routes.get("/inspector/inspector.css", ctx -> file(ctx, "inspector.css", "text/css"));
        routes.get("/inspector/inspector.js", ctx -> file(ctx, "inspector.js", "text/javascript"));
        routes.before(
                "/inspector/events",
                ctx -> {
                    if (!allowed(ctx)) {
                        ctx.skipRemainingHandlers();
                    }
                });
        routes.sse("/inspector/events", this::events);
        routes.get("/inspector/lists", this::lists);
        routes.post("/inspector/revoke", this::revoke);
    }

    /// The link works once; the browser that used it is known by its cookie from then on.
    private void open(Context ctx) {
        byte[] expected = unused.get();
        boolean good =
                here(ctx)
                        && expected != null
                        && new Secret(ctx.pathParam("ticket")).hashesTo(expected)
                        && unused.compareAndSet(expected, null);
        if (!good) {
            refuse(ctx);
            return;
        }
        Secret known = Secret.random(random);
        session = known.hash();
        Cookie cookie = new Cookie(COOKIE, known.value());
        cookie.setPath("/inspector");
        cookie.setHttpOnly(true);
        cookie.setSameSite(SameSite.STRICT);
        ctx.cookie(cookie);
        // not a redirect: a strict cookie would not come with one that began in the terminal
        ctx.header("Cache-Control", "no-store");
        ctx.header("Refresh", "0; url=/inspector");
        ctx.contentType("text/html; charset=utf-8");
        ctx.result(
                "<!doctype html><html lang=\"en\"><title>Flow inspector</title>"
                        + "<a href=\"/inspector\">To the flow inspector</a>");
    }

    private boolean allowed(Context ctx) {
        byte[] expected = session;
        String shown = ctx.cookie(COOKIE);
        boolean known =
                here(ctx)
                        && expected != null
                        && shown != null
                        && new Secret(shown).hashesTo(expected);
        if (!known) {
            refuse(ctx);
        }
        return known;
    }

    /// From this machine, and not by way of a proxy on it.
    private static boolean here(Context ctx) {
        try {
            return InetAddress.getByName(ctx.req().getRemoteAddr()).isLoopbackAddress()
                    && ctx.header("X-Forwarded-For") == null
                    && ctx.header("Forwarded") == null;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private void refuse(Context ctx) {
        ctx.header("Cache-Control", "no-store");
        respond.json(
                ctx,
                403,
                Map.of(
                        "error",
                        "forbidden",
                        "error_description",
                        "open the link that mcp-oauth serve printed; it works once"));
    }

    private void file(Context ctx, String name, String type) {
        if (!allowed(ctx)) {
            return;
        }
        ctx.header("Cache-Control", "no-store");
        ctx.header("X-Frame-Options", "DENY");
        ctx.header(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                        + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        // RFC 9110 8.3.2: without it, text is not taken for UTF-8 on either side
        ctx.contentType(type + "; charset=utf-8").result(text(name));
    }

    private static String text(String name) {
        try (InputStream in = InspectorDoor.class.getResourceAsStream("/inspector/" + name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read", e);
        }
    }

    /// What is remembered, then what comes; a reader that is too slow misses messages.
    private void events(SseClient client) {
        BlockingQueue<Message> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
        Runnable stop = recorder.watch(waiting::offer);
        try {
            client.sendEvent("reset", "{}");
            recorder.recent().forEach(message -> send(client, message));
            for (int quiet = 0; !closed && !client.terminated(); quiet++) {
                Message next = waiting.poll(1, TimeUnit.SECONDS);
                if (next != null) {
                    send(client, next);
                } else if (quiet % HEARTBEAT_SECONDS == 0) {
                    client.sendComment("still here");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stop.run();
        }
    }

    private static void send(SseClient client, Message message) {
        client.sendEvent("message", Json.write(message), String.valueOf(message.id()));
    }

    /// Ends the streams, so that the server can stop.
    void close() {
        closed = true;
    }

    private void lists(Context ctx) {
        if (allowed(ctx)) {
            ctx.header("Cache-Control", "no-store");
            ctx.contentType("application/json").result(Json.write(broker.holdings().lists()));
        }
    }

    /// OAuth 2.1 7.10: a foreign page can send neither the cookie nor the header.
    private void revoke(Context ctx) {
        if (!allowed(ctx)) {
            return;
        }
        if (ctx.header("X-Inspector") == null) {
            refuse(ctx);
            return;
        }
        try {
            Map<String, Object> asked = Json.object(Bodies.text(ctx));
            Taken taken =
                    broker.holdings()
                            .revoke(
                                    String.valueOf(asked.get("kind")),
                                    String.valueOf(asked.get("id")));
            int status =
                    switch (taken) {
                        case DONE -> 200;
                        case NOTHING -> 404;
                        case SERVICE_AWAY -> 503;
                    };
            respond.json(ctx, status, Map.of("revoked", taken == Taken.DONE));
        } catch (JsonProblem e) {
            respond.json(ctx, 400, Map.of("error", "invalid_request"));
        }
    }
}
