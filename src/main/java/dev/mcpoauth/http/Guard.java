package dev.mcpoauth.http;

import dev.mcpoauth.config.Settings;
import dev.mcpoauth.oauth.Unavailable;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What holds for every request: Host allow list, Origin rule, CORS, safe headers, safe errors.
final class Guard {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
    private static final Set<String> OPEN_TO_SCRIPTS =
            Set.of("/register", "/token", "/revoke", "/introspect");
    private static final System.Logger LOG = System.getLogger(Guard.class.getName());

    private final URI issuer;
    private final Set<String> mcpPaths;
    private final Responses respond = new Responses();

    Guard(Settings settings) {
        this.issuer = URI.create(settings.issuer());
        this.mcpPaths = settings.resourcePaths();
    }

    void install(RoutesConfig routes) {
        routes.before(this::check);
        routes.options("/*", ctx -> ctx.status(204));
        routes.error(
                404,
                ctx -> {
                    if (ctx.result() == null || ctx.result().equals("Endpoint GET not found")) {
                        respond.json(ctx, 404, Map.of("error", "not_found"));
                    }
                });
        routes.exception(
                Exception.class,
                (e, ctx) -> {
                    LOG.log(System.Logger.Level.ERROR, "request failed: " + ctx.path(), e);
                    respond.json(ctx, 500, Map.of("error", "server_error"));
                });
        routes.exception(
                Unavailable.class,
                (e, ctx) -> {
                    LOG.log(System.Logger.Level.ERROR, ctx.path() + ": " + e.getMessage());
                    respond.unavailable(ctx);
                });
        routes.exception(
                HttpResponseException.class,
                (e, ctx) ->
                        respond.json(
                                ctx,
                                e.getStatus(),
                                Map.of(
                                        "error",
                                        e.getStatus() == 404 ? "not_found" : "invalid_request")));
    }

    private void check(Context ctx) {
        ctx.header("X-Content-Type-Options", "nosniff");
        ctx.header("Referrer-Policy", "no-referrer");
        // a name that is not ours comes from DNS rebinding
        if (!ours(ctx.host())) {
            respond.json(ctx, 421, Map.of("error", "misdirected_request"));
            ctx.skipRemainingHandlers();
            return;
        }
        String origin = ctx.header("Origin");
        if (origin == null) {
            return;
        }
        boolean form = ctx.path().equals("/consent") || mcp(ctx);
        if (form && !sameOrigin(origin) && !hidden(ctx, origin)) {
            respond.json(ctx, 403, Map.of("error", "forbidden_origin"));
            ctx.skipRemainingHandlers();
            return;
        }
        if (OPEN_TO_SCRIPTS.contains(ctx.path())
                || mcp(ctx)
                || ctx.path().startsWith("/.well-known/")) {
            // OAuth 2.1 3.1: the authorization endpoint MUST NOT support CORS; these may
            ctx.header("Access-Control-Allow-Origin", "*");
            ctx.header("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
            ctx.header(
                    "Access-Control-Allow-Headers",
                    "Authorization, Content-Type, MCP-Protocol-Version, Mcp-Session-Id");
            ctx.header("Access-Control-Expose-Headers", "WWW-Authenticate");
        }
    }

    /// True for the path of a protected MCP server, with or without a slash at its end.
    private boolean mcp(Context ctx) {
        String path = ctx.path();
        return mcpPaths.contains(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }

    private boolean ours(@Nullable String host) {
        if (host == null) {
            return false;
        }
        String name = host.replaceFirst(":\\d+$", "");
        return LOOPBACK.contains(name) || name.equalsIgnoreCase(issuer.getHost());
    }

    // Fetch 3.2: a form of a page with "no-referrer" comes with the origin "null", ours too; the
    // form's own cookie and csrf value decide then, and Sec-Fetch-Site where the browser sends it
    private static boolean hidden(Context ctx, String origin) {
        String site = ctx.header("Sec-Fetch-Site");
        return origin.equals("null")
                && ctx.path().equals("/consent")
                && (site == null || site.equals("same-origin"));
    }

    private boolean sameOrigin(String origin) {
        String own = issuer.getScheme() + "://" + issuer.getRawAuthority();
        if (origin.equals(own)) {
            return true;
        }
        String http = "http://";
        return origin.startsWith(http)
                && LOOPBACK.contains(origin.substring(http.length()).replaceFirst(":\\d+$", ""));
    }
}
