package dev.mcpoauth.http;

import dev.mcpoauth.config.DoorSettings;
import dev.mcpoauth.http.Throttle.Kind;
import dev.mcpoauth.oauth.ClientIdUrl;
import dev.mcpoauth.oauth.Parameters;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Set;

/// Holds each address to its number of requests.
final class Limits {
    private static final String LENDING = "/service-token";
    private static final Set<String> GUESSABLE =
            Set.of("/token", "/revoke", "/introspect", LENDING);

    private final Throttle throttle;
    private final RemoteAddress addresses;

    Limits(DoorSettings door) {
        this.throttle = new Throttle(door.limits(), System::nanoTime);
        this.addresses = new RemoteAddress(door.trustedProxies());
    }

    void install(RoutesConfig routes) {
        routes.before(this::before);
        routes.after(this::after);
    }

    private void before(Context ctx) {
        long wait = wait(ctx);
        if (wait > 0) {
            throw Failures.tooMany(ctx, wait);
        }
    }

    private long wait(Context ctx) {
        String path = ctx.path();
        if (ctx.method().equals(HandlerType.OPTIONS)) {
            // it does nothing, and a page asks it before each of its requests
            return 0;
        }
        if (path.equals("/register")) {
            return throttle.take(Kind.REGISTER, addresses.of(ctx));
        }
        if (guessable(path)) {
            return throttle.wait(Kind.FAILURES, addresses.of(ctx));
        }
        if (!Failures.isPage(path)) {
            return 0;
        }
        String address = addresses.of(ctx);
        long wait = throttle.take(Kind.AUTHORIZE, address);
        // such a login makes us ask another server: nobody may use us to ask many of them
        return wait == 0 && path.equals("/authorize") && asksForDocument(ctx)
                ? throttle.take(Kind.DOCUMENTS, address)
                : wait;
    }

    private static boolean asksForDocument(Context ctx) {
        boolean posted = ctx.method().equals(HandlerType.POST);
        Parameters asked = posted ? Form.body(ctx) : Form.query(ctx);
        return asked.values().getOrDefault("client_id", List.of()).stream()
                .anyMatch(ClientIdUrl::looksLike);
    }

    private void after(Context ctx) {
        int status = ctx.statusCode();
        // an MCP server that is known hears 400 of its users' tokens that have ended: no guesses
        boolean refused = status == 401 || (status == 400 && !ctx.path().equals(LENDING));
        if (guessable(ctx.path()) && refused) {
            throttle.take(Kind.FAILURES, addresses.of(ctx));
        }
    }

    private static boolean guessable(String path) {
        return GUESSABLE.contains(path) || path.startsWith("/register/");
    }
}
