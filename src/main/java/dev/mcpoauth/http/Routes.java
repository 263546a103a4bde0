package dev.mcpoauth.http;

import dev.mcpoauth.broker.Broker;
import dev.mcpoauth.broker.RegistrationResult;
import dev.mcpoauth.config.Settings;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Every path, in the order of the login flow.
final class Routes {
    private static final String SERVER_METADATA = "/.well-known/oauth-authorization-server";

    private final Broker broker;
    private final String issuerPath;
    private final Responses respond = new Responses();
    private final Documents documents;
    private final BrowserCookie cookie;
    private final HomeAddress homeAddress;

    Routes(Settings settings, Broker broker) {
        this.broker = broker;
        this.documents = new Documents(broker.metadata());
        this.issuerPath = URI.create(settings.issuer()).getRawPath();
        this.cookie = new BrowserCookie(settings);
        this.homeAddress = new HomeAddress(settings);
    }

    void install(RoutesConfig routes) {
        // RFC 8414 3: the metadata is at a well-known path
        routes.get(SERVER_METADATA, this::metadata);
        // clients that write the issuer with a slash at its end ask with one
        routes.get(SERVER_METADATA + "/", this::metadata);
        if (!issuerPath.isEmpty()) {
            // RFC 8414 3.1: the path of an issuer comes after the well-known part
            routes.get(SERVER_METADATA + issuerPath, this::metadata);
            routes.get(SERVER_METADATA + issuerPath + "/", this::metadata);
        }
        routes.get("/.well-known/oauth-protected-resource", ctx -> resource(ctx, ""));
        routes.get("/.well-known/oauth-protected-resource/", ctx -> resource(ctx, ""));
        routes.get(
                "/.well-known/oauth-protected-resource/<path>",
                ctx -> resource(ctx, "/" + ctx.pathParam("path")));
        // RFC 7591 3: a client registers itself
        routes.post("/register", this::register);
        // RFC 7592 2: and manages its registration
        routes.get("/register/{id}", ctx -> managed(ctx, broker.manage()::read));
        routes.put("/register/{id}", this::update);
        routes.delete("/register/{id}", ctx -> managed(ctx, broker.manage()::delete));
        // RFC 6749 3.1: GET, and POST may be supported as well
        routes.get("/authorize", ctx -> authorize(ctx, true));
        routes.post("/authorize", ctx -> authorize(ctx, false));
        routes.post("/consent", this::consent);
        routes.get("/login/{ticket}", this::accountLogin);
        routes.get("/callback/{provider}", this::callback);
        // RFC 6749 3.2: token requests are POST only, and so are RFC 7009 and RFC 7662
        routes.post("/token", this::token);
        routes.post("/revoke", this::revoke);
        routes.post("/introspect", this::introspect);
        // RFC 8414 2: the address is in jwks_uri
        routes.get("/jwks", this::keys);
        routes.post("/service-token", this::serviceToken);
        routes.get("/healthz", ctx -> respond.json(ctx, 200, Map.of("status", "ok")));
        routes.get("/readyz", this::ready);
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
