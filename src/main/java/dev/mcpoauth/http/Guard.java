package dev.mcpoauth.http;

import dev.mcpoauth.config.Settings;
import dev.mcpoauth.oauth.Loopback;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What holds for every request: Host allow list, Origin rule, CORS, safe headers.
final class Guard {
    private static final Set<String> OPEN_TO_SCRIPTS =
            Set.of("/register", "/token", "/revoke", "/introspect");

    private final URI issuer;
    private final Set<String> names = new HashSet<>(Loopback.HOSTS);
    private final Set<String> mcpPaths;

    Guard(Settings settings) {
        this.issuer = URI.create(settings.issuer());
        this.mcpPaths = settings.resourcePaths();
        names.add(lower(issuer.getHost()));
        settings.door().publicNames().forEach(name -> names.add(lower(name)));
    }

    void install(RoutesConfig routes) {
        routes.before(this::check);
    }

    private void check(Context ctx) {
        headers(ctx);
        // a name that is not ours comes from DNS rebinding
        if (!ours(ctx.host())) {
            throw Failures.refusal(
                    421,
                    "misdirected_request",
                    "this host name is not the broker's; add it to listen.public_names");
        }
        String origin = ctx.header("Origin");
        if (origin == null) {
            return;
        }
        boolean mcp = mcp(ctx);
        boolean form = ctx.path().equals("/consent") || mcp;
        if (form && !sameOrigin(origin) && !hidden(ctx, origin)) {
            throw Failures.refusal(
                    403, "forbidden_origin", "pages of other sites may not send this");
        }
        if (OPEN_TO_SCRIPTS.contains(ctx.path()) || mcp || ctx.path().startsWith("/.well-known/")) {
            open(ctx, mcp);
        }
    }

    // OAuth 2.1 3.1: the authorization endpoint MUST NOT support CORS; others may
    private static void open(Context ctx, boolean mcp) {
        ctx.header("Access-Control-Allow-Origin", "*");
        ctx.header(
                "Access-Control-Allow-Methods",
                mcp ? "GET, POST, DELETE, OPTIONS" : "GET, POST, OPTIONS");
        // MCP 2026-07-28, Streamable HTTP: a tool may ask for headers of any name, Mcp-Param-*;
        // Fetch 3.3.2: "*" is all of them where no cookie goes along, but Authorization
        String headers = "Authorization, Content-Type, MCP-Protocol-Version, Mcp-Session-Id";
        ctx.header(
                "Access-Control-Allow-Headers",
                mcp ? headers + ", Last-Event-ID, Mcp-Method, Mcp-Name, *" : headers);
        ctx.header(
                "Access-Control-Expose-Headers",
                mcp ? "WWW-Authenticate, Mcp-Session-Id" : "WWW-Authenticate");
    }

    /// True for the path of a protected MCP server, with or without a slash at its end.
    private boolean mcp(Context ctx) {
        String path = ctx.path();
        return mcpPaths.contains(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }

    private void headers(Context ctx) {
        ctx.header("X-Content-Type-Options", "nosniff");
        ctx.header("Referrer-Policy", "no-referrer");
        ctx.header("X-Frame-Options", "DENY");
        ctx.header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        if (issuer.getScheme().equals("https")) {
            // RFC 6797 6.1: from now on only over TLS
            ctx.header("Strict-Transport-Security", "max-age=31536000");
        }
    }

    private boolean ours(@Nullable String host) {
        return host != null && names.contains(lower(withoutPort(host)));
    }

    private static String withoutPort(String host) {
        int end = host.length();
        while (end > 0 && Character.isDigit(host.charAt(end - 1))) {
            end--;
        }
        boolean port = end > 0 && end < host.length() && host.charAt(end - 1) == ':';
        return port ? host.substring(0, end - 1) : host;
    }

    private static String lower(String host) {
        return host.toLowerCase(Locale.ROOT);
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
                && Loopback.HOSTS.contains(withoutPort(origin.substring(http.length())));
    }
}
