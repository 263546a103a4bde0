package dev.mcpoauth.http;

import dev.mcpoauth.inspector.Heard;
import dev.mcpoauth.inspector.Recorder;
import dev.mcpoauth.trace.Trace;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Hands every request that belongs to a login to the recorder, with what the broker asked services
/// meanwhile on the same thread.
final class Capture {
    /// The attribute with the handle of the login that a page asks about.
    static final String LOGIN = "capture.login";

    /// The attribute with the sentence of a page that says no.
    static final String REFUSAL = "capture.refusal";

    private static final Set<String> FORMS =
            Set.of("/authorize", "/consent", "/token", "/revoke", "/introspect", "/service-token");
    private static final System.Logger LOG = System.getLogger(Capture.class.getName());
    private static final String UNDER_WAY = "capture.under-way";
    private static final List<String> NOT_OURS =
            List.of("/inspector", "/healthz", "/readyz", "/metrics", "/favicon");

    /// A request whose answer is not known yet.
    private record UnderWay(Instant at, List<Heard> sent) {}

    /// Inherited: a provider is called on a thread of its own, so that it can be given up.
    private static final InheritableThreadLocal<@Nullable UnderWay> CURRENT =
            new InheritableThreadLocal<>();

    private final Recorder recorder;

    Capture(Recorder recorder) {
        this.recorder = recorder;
    }

    /// What services are asked while a request is under way; the answer stops listening.
    static Runnable listen() {
        return Trace.listen((request, answer, millis) -> {
            UnderWay during = CURRENT.get();
            if (during == null) {
                return;
            }
            try {
                during.sent().add(Spoken.toService(request, answer, millis));
            } catch (RuntimeException e) {
                // a login must not fail because somebody watches it
                LOG.log(System.Logger.Level.DEBUG, "not recorded: " + request.method());
            }
        });
    }

    void install(RoutesConfig routes) {
        routes.before(this::begin);
        routes.after(this::end);
    }

    private void begin(Context ctx) {
        Instant now = Instant.now();
        // what a browser asks before a page's request is no step of a login
        boolean step = !ctx.method().equals(HandlerType.OPTIONS) && ours(ctx.path());
        if (step && recorder.wants(now.toEpochMilli())) {
            UnderWay started = new UnderWay(now, new CopyOnWriteArrayList<>());
            ctx.attribute(UNDER_WAY, started);
            CURRENT.set(started);
        }
    }

    private static boolean ours(String path) {
        for (String start : NOT_OURS) {
            if (path.startsWith(start)) {
                return false;
            }
        }
        return true;
    }

    private void end(Context ctx) {
        UnderWay started = ctx.attribute(UNDER_WAY);
        if (started == null) {
            return;
        }
        CURRENT.remove();
        try {
            keep(ctx, started);
        } catch (RuntimeException e) {
            // who watches must not change what happens: a request that cannot be read is not kept
            LOG.log(System.Logger.Level.DEBUG, "not recorded: " + ctx.path());
        }
    }

    private void keep(Context ctx, UnderWay started) {
        Map<String, String> answered = answered(ctx);
        String refusal = ctx.attribute(REFUSAL);
        recorder.keep(
                new Heard(
                        started.at(),
                        ctx.req().getMethod(),
                        ctx.req().getRequestURL().toString(),
                        ctx.ip() + " " + ctx.userAgent(),
                        asked(ctx),
                        ctx.statusCode(),
                        answered,
                        refusal == null ? answered.get("error_description") : refusal,
                        Duration.between(started.at(), Instant.now()).toMillis()),
                List.copyOf(started.sent()));
    }

    private static Map<String, String> asked(Context ctx) {
        Map<String, String> asked = new LinkedHashMap<>(Spoken.plain(Form.query(ctx)));
        String type = ctx.contentType() == null ? "" : ctx.contentType();
        if (ctx.path().equals("/register") && type.startsWith("application/json")) {
            asked.putAll(Spoken.members(Bodies.text(ctx)));
        } else if (FORMS.contains(ctx.path())) {
            asked.putAll(Spoken.plain(Form.body(ctx)));
        }
        if (ctx.path().startsWith("/login/")) {
            asked.put("ticket", ctx.path().substring("/login/".length()));
        }
        String authorization = ctx.header("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, "bearer ", 0, 7)) {
            asked.put("bearer", authorization.substring(7).strip());
        } else if (authorization != null) {
            asked.put("authorization", authorization);
        }
        ctx.cookieMap()
                .forEach((name, value) -> {
                    if (name.contains("mcpo") && !name.contains("inspector")) {
                        asked.put("cookie", value);
                    }
                });
        return asked;
    }

    private static Map<String, String> answered(Context ctx) {
        Map<String, String> answered = new LinkedHashMap<>();
        String login = ctx.attribute(LOGIN);
        if (login != null) {
            answered.put("login", login);
        }
        String location = ctx.res().getHeader("Location");
        if (location != null) {
            URI target = URI.create(location);
            answered.put("to", target.getScheme() + "://" + target.getRawAuthority());
            answered.putAll(Spoken.plain(Form.decode(target.getRawQuery())));
        }
        String type = ctx.res().getContentType();
        if (type != null && type.startsWith("application/json")) {
            answered.putAll(Spoken.members(Bodies.answered(ctx)));
        }
        String challenge = ctx.res().getHeader("WWW-Authenticate");
        if (challenge != null) {
            answered.put("www-authenticate", challenge);
        }
        return answered;
    }
}
