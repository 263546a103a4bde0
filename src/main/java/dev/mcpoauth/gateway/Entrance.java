package dev.mcpoauth.gateway;

import dev.mcpoauth.broker.BearerResult;
import dev.mcpoauth.broker.ServiceTokenResult;
import dev.mcpoauth.broker.ServiceTokens;
import dev.mcpoauth.config.Protection.TokenStyle;
import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.Refusal;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.ServiceToken;
import dev.mcpoauth.oauth.Unavailable;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Set;
import org.eclipse.jetty.http.HttpException;

/// The way into one MCP server: token first, then method, body, rules, and the service's token.
final class Entrance implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Entrance.class.getName());
    private static final Set<String> METHODS = Set.of("GET", "POST", "DELETE");
    private static final Duration MINIMUM_LIFE = Duration.ofMinutes(1);
    private static final int FORBIDDEN = -32003;

    /// What is read of a caller without a token.
    private static final int STRANGERS_BYTES = 64 * 1024;

    private final Door door;
    private final Backend backend;
    private final ServiceTokens services;
    private final InstantSource clock;

    Entrance(Door door, Backend backend, ServiceTokens services, InstantSource clock) {
        this.door = door;
        this.backend = backend;
        this.services = services;
        this.clock = clock;
    }

    /// Answers any request to the server's path.
    void answer(Context ctx) {
        try {
            // RFC 6750 3.1: more than one method of sending the token is an invalid request
            if (Collections.list(ctx.req().getHeaders("Authorization")).size() > 1) {
                Answers.fault(ctx, 400, "invalid_request", "the Authorization header is repeated");
                return;
            }
            BearerResult result = door.check(ctx);
            try (BodyRoom.Share share = BodyRoom.OF_THIS_PROCESS.share()) {
                switch (result) {
                    case BearerResult.Verified(AccessTokenInfo token) -> known(ctx, token, share);
                    case BearerResult.Challenge challenge -> unknown(ctx, challenge, share);
                }
            }
        } catch (IOException e) {
            broken(ctx, e);
        } catch (RuntimeException e) {
            if (!ctx.res().isCommitted()) {
                throw e;
            }
            LOG.log(System.Logger.Level.ERROR, "an answer broke off", e);
            ClientWatch.connection(ctx).close();
        }
    }

    /// Without a good token: log in, unless everything that is asked for is open to everybody.
    private void unknown(Context ctx, BearerResult.Challenge challenge, BodyRoom.Share share)
            throws IOException {
        boolean stranger =
                ctx.header("Authorization") == null
                        && ctx.method().name().equals("POST")
                        && door.policy().anyOpen();
        if (stranger
                && new RpcReader(STRANGERS_BYTES, share).read(ctx.req())
                        instanceof RpcBody.Read body
                && MirroredHeaders.agree(ctx.req(), body)
                && door.policy().judge(body.messages()) instanceof Verdict.Open) {
            backend.serve(new Call(ctx, Caller.ANONYMOUS, body, () -> true));
            return;
        }
        if (ctx.header("Authorization") == null) {
            // RFC 6750 3.1: without credentials the challenge has no error code
            ctx.header("WWW-Authenticate", withScope(challenge.wwwAuthenticate()));
            Answers.refuse(ctx, challenge.status(), challenge.refusal());
        } else {
            door.challenge(ctx, challenge.refusal(), door.asked());
        }
    }

    private String withScope(String challenge) {
        Scope asked = door.asked();
        // the broker names all scopes already where nothing less is needed
        return asked.isEmpty() || challenge.contains(", scope=")
                ? challenge
                : challenge + ", scope=\"" + asked + "\"";
    }

    private void known(Context ctx, AccessTokenInfo token, BodyRoom.Share share)
            throws IOException {
        String method = ctx.method().name();
        if (!METHODS.contains(method)) {
            ctx.header("Allow", "GET, POST, DELETE");
            Answers.fault(ctx, 405, "method_not_allowed", "use GET, POST or DELETE");
            return;
        }
        RpcBody body = body(ctx, method, share);
        switch (judge(ctx, body)) {
            case Verdict.Needs(Scope needed) when !token.scope().covers(needed) ->
                    door.stepUp(ctx, token.scope(), needed);
            case Verdict.Needs needs -> pass(ctx, token, body);
            case Verdict.Open() -> pass(ctx, token, body);
            case Verdict.Denied denied ->
                    Answers.json(
                            ctx,
                            403,
                            Answers.rpcError(
                                    denied.id(), FORBIDDEN, "the broker's rules forbid this"));
            case Verdict.Unclear(int status, int code, String why) ->
                    Answers.json(ctx, status, Answers.rpcError(null, code, why));
        }
    }

    private RpcBody body(Context ctx, String method, BodyRoom.Share share) throws IOException {
        if (!method.equals("POST")) {
            return new RpcBody.None();
        }
        return backend.reads() || door.policy().reads()
                ? new RpcReader(door.limits().body(), share).read(ctx.req())
                : new RpcBody.Unread();
    }

    private Verdict judge(Context ctx, RpcBody body) {
        return switch (body) {
            case RpcBody.None() -> new Verdict.Needs(door.policy().require());
            case RpcBody.Unread() -> new Verdict.Needs(door.policy().require());
            case RpcBody.Read read ->
                    MirroredHeaders.agree(ctx.req(), read)
                            ? door.policy().judge(read.messages())
                            : MirroredHeaders.MISMATCH;
            case RpcBody.Unclear(int status, int code, String why) ->
                    new Verdict.Unclear(status, code, why);
        };
    }

    private void pass(Context ctx, AccessTokenInfo token, RpcBody body) throws IOException {
        if (door.resource().protection().serviceToken() == TokenStyle.OFF) {
            serve(ctx, new Caller(token, null), body);
            return;
        }
        ServiceToken checked = token.serviceToken();
        if (checked != null) {
            // the check of the token has made it fresh
            serve(ctx, new Caller(token, checked), body);
            return;
        }
        switch (services.offer(token.accountId(), MINIMUM_LIFE)) {
            case ServiceTokenResult.Fresh fresh ->
                    serve(ctx, new Caller(token, fresh.token()), body);
            case ServiceTokenResult.LoginNeeded() -> {
                Refusal refusal =
                        OAuthError.INVALID_TOKEN.because("the service asks for a new login");
                door.challenge(ctx, refusal, door.asked());
            }
            case ServiceTokenResult.Unavailable() -> {
                ctx.header("Retry-After", "5");
                Answers.fault(
                        ctx, 503, "temporarily_unavailable", "the service cannot be reached now");
            }
        }
    }

    private void serve(Context ctx, Caller caller, RpcBody body) throws IOException {
        backend.serve(new Call(ctx, caller, body, () -> stillGood(ctx, caller)));
    }

    private boolean stillGood(Context ctx, Caller caller) {
        try {
            return door.check(ctx) instanceof BearerResult.Verified;
        } catch (Unavailable e) {
            // trouble of the store ends nobody's stream before the token's end: the next heartbeat
            // asks again
            LOG.log(System.Logger.Level.WARNING, "a stream goes on unchecked: " + e.getMessage());
            return caller.token() != null && clock.instant().isBefore(caller.token().expiresAt());
        }
    }

    /// After the first byte of an answer only a broken connection can say that it is incomplete.
    private static void broken(Context ctx, IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "a request ended early", e);
        if (ctx.res().isCommitted()) {
            ClientWatch.connection(ctx).close();
            return;
        }
        ctx.res().reset();
        if (malformed(e)) {
            // RFC 9112 7.1: where such a body ends, nobody knows
            ctx.header("Connection", "close");
            Answers.fault(ctx, 400, "invalid_request", "the body is not framed as HTTP has it");
        } else {
            Answers.fault(ctx, 502, "bad_gateway", "the exchange with the MCP server broke off");
        }
    }

    /// True when the server's reader of requests says that the client's bytes are no HTTP.
    private static boolean malformed(Throwable e) {
        for (Throwable each = e; each != null; each = each.getCause()) {
            if (each instanceof HttpException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        backend.close();
    }
}
