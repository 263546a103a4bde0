package dev.mcpoauth.http;

import dev.mcpoauth.broker.Broker;
import dev.mcpoauth.broker.RegistrationResult;
import dev.mcpoauth.config.Settings;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.MethodNotAllowedResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Every path, in the order of the login flow.
final class Routes {
    private static final String SERVER_METADATA = "/.well-known/oauth-authorization-server";
    private static final String RESOURCE_METADATA = "/.well-known/oauth-protected-resource";
    private static final String AUTHORIZE = "/authorize";

    private final Broker broker;
    private final String issuerPath;
    private final Responses respond;
    private final Documents documents;
    private final BrowserCookie cookie;
    private final HomeAddress homeAddress;

    Routes(Settings settings, Broker broker) {
        this.broker = broker;
        this.documents = new Documents(broker.metadata());
        this.issuerPath = IssuerPath.of(settings);
        this.respond = new Responses(issuerPath);
        this.cookie = new BrowserCookie(settings);
        this.homeAddress = new HomeAddress(settings);
    }

    void install(RoutesConfig routes) {
        routes.beforeMatched(Routes::headOfAnother);
        metadata(routes);
        // RFC 7591 3: a client registers itself
        routes.post("/register", this::register);
        // RFC 7592 2: and manages its registration
        read(routes, "/register/{id}", ctx -> managed(ctx, broker.manage()::read));
        routes.put("/register/{id}", this::update);
        routes.delete("/register/{id}", ctx -> managed(ctx, broker.manage()::delete));
        // RFC 6749 3.1: GET, and POST may be supported as well
        routes.get(AUTHORIZE, ctx -> authorize(ctx, true));
        routes.post(AUTHORIZE, ctx -> authorize(ctx, false));
        routes.post("/consent", this::consent);
        routes.get("/login/{ticket}", this::accountLogin);
        routes.get("/callback/{provider}", this::callback);
        // RFC 6749 3.2: token requests are POST only, and so are RFC 7009 and RFC 7662
        routes.post("/token", this::token);
        routes.post("/revoke", this::revoke);
        routes.post("/introspect", this::introspect);
        // RFC 8414 2: the address is in jwks_uri
        read(routes, "/jwks", this::keys);
        routes.post("/service-token", this::serviceToken);
        read(routes, "/healthz", ctx -> respond.json(ctx, 200, Map.of("status", "ok")));
        read(routes, "/readyz", this::ready);
    }

    private void metadata(RoutesConfig routes) {
        // RFC 8414 3: the metadata is at a well-known path; 3.1: the issuer's path comes after it
        for (String path : new TreeSet<>(List.of(SERVER_METADATA, SERVER_METADATA + issuerPath))) {
            read(routes, path, this::metadata);
            // clients that write the issuer with a slash at its end ask with one
            read(routes, path + "/", this::metadata);
        }
        read(routes, RESOURCE_METADATA, ctx -> resource(ctx, ""));
        read(routes, RESOURCE_METADATA + "/", ctx -> resource(ctx, ""));
        // not the parameter: it is decoded, and an address is compared as it is written
        read(
                routes,
                RESOURCE_METADATA + "/<path>",
                ctx -> resource(ctx, ctx.path().substring(RESOURCE_METADATA.length())));
    }

    /// What only reads. RFC 9110 9.3.2: HEAD is answered as GET is, and Jetty leaves the body away.
    private static void read(RoutesConfig routes, String path, Handler handler) {
        routes.get(path, handler);
        routes.head(path, handler);
    }

    /// HEAD where only GET is served, which Javalin would answer with 200 and do nothing: a login
    /// goes on with GET alone.
    private static void headOfAnother(Context ctx) {
        if (ctx.method().equals(HandlerType.HEAD)
                && ctx.endpoints().matchedHttpEndpoint() == null) {
            String allowed = ctx.path().equals(AUTHORIZE) ? "GET, POST" : "GET";
            throw new MethodNotAllowedResponse("", Map.of("", allowed));
        }
    }

    private void ready(Context ctx) {
        boolean ready = broker.health().ready();
        respond.json(ctx, ready ? 200 : 503, Map.of("status", ready ? "ready" : "not ready"));
    }

    private void metadata(Context ctx) {
        respond.document(ctx, 200, documents.server());
    }

    private void resource(Context ctx, String path) {
        documents
                .resource(path)
                .ifPresentOrElse(
                        json -> respond.document(ctx, 200, json),
                        () -> respond.json(ctx, 404, Map.of("error", "not_found")));
    }

    private void keys(Context ctx) {
        broker.metadata()
                .keys()
                .ifPresentOrElse(
                        body -> respond.json(ctx, 200, body),
                        () -> respond.json(ctx, 404, Map.of("error", "not_found")));
    }

    private void register(Context ctx) {
        respond.registration(
                ctx, broker.register().register(Form.json(ctx), ctx.header("Authorization")));
    }

    private void update(Context ctx) {
        managed(
                ctx,
                (id, authorization) -> broker.manage().update(id, authorization, Form.json(ctx)));
    }

    private void managed(
            Context ctx, BiFunction<String, @Nullable String, RegistrationResult> work) {
        respond.registration(ctx, work.apply(ctx.pathParam("id"), ctx.header("Authorization")));
    }

    private void authorize(Context ctx, boolean get) {
        respond.authorize(
                ctx,
                broker.authorize()
                        .begin(get ? Form.query(ctx) : Form.body(ctx), cookie.begin(ctx)));
    }

    private void consent(Context ctx) {
        respond.authorize(ctx, broker.consent().decide(Form.body(ctx), cookie.of(ctx)));
    }

    private void accountLogin(Context ctx) {
        respond.authorize(
                ctx, broker.accountLogins().open(ctx.pathParam("ticket"), cookie.begin(ctx)));
    }

    private void callback(Context ctx) {
        Optional<String> home = homeAddress.of(ctx);
        if (home.isPresent()) {
            ctx.redirect(home.get());
            return;
        }
        respond.authorize(
                ctx,
                broker.complete()
                        .complete(
                                ctx.pathParam("provider"),
                                Form.query(ctx),
                                cookie.of(ctx),
                                session -> cookie.remember(ctx, session)));
    }

    private void token(Context ctx) {
        respond.token(ctx, broker.token().exchange(ctx.header("Authorization"), Form.body(ctx)));
    }

    private void revoke(Context ctx) {
        respond.revocation(
                ctx, broker.revoke().revoke(ctx.header("Authorization"), Form.body(ctx)));
    }

    private void introspect(Context ctx) {
        respond.introspection(
                ctx, broker.introspect().introspect(ctx.header("Authorization"), Form.body(ctx)));
    }

    private void serviceToken(Context ctx) {
        respond.introspection(ctx, broker.lend().lend(ctx.header("Authorization"), Form.body(ctx)));
    }
}
