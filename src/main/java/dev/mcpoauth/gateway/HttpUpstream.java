package dev.mcpoauth.gateway;

import dev.mcpoauth.oauth.Scope;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An MCP server that is reached over HTTP: Streamable HTTP in, Streamable HTTP out.
///
/// One virtual thread for each request, blocking: what is slow slows only itself. Nothing is
/// followed, cached, decompressed or asked again.
final class HttpUpstream implements Backend {
    private static final System.Logger LOG = System.getLogger(HttpUpstream.class.getName());
    private static final Pattern SCOPE = Pattern.compile("[\\s,]scope=\"([^\"]*)\"");

    private final HttpClient http;
    private final URI target;
    private final Door door;
    private final ClientHeaders headers;
    private final IdentityHeaders identity;

    HttpUpstream(HttpClient http, URI target, Door door, IdentityHeaders identity) {
        this.http = http;
        this.target = target;
        this.door = door;
        this.headers = new ClientHeaders(door.resource().protection().forward());
        this.identity = identity;
    }

    @Override
    public boolean reads() {
        return false;
    }

    @Override
    public void serve(Call call) throws IOException {
        Context ctx = call.ctx();
        Map<String, String> passing;
        try {
            passing = headers.of(ctx);
        } catch (ClientHeaders.Repeated e) {
            Answers.fault(ctx, 400, "invalid_request", String.valueOf(e.getMessage()));
            return;
        }
        String sealed = passing.get(ClientHeaders.SESSION);
        if (sealed != null) {
            Optional<String> session = door.sessions().open(sealed, call.caller().owner());
            if (session.isEmpty()) {
                // MCP Streamable HTTP: 404 tells the client to begin a new session
                Answers.fault(ctx, 404, "not_found", "no such session");
                return;
            }
            passing.put(ClientHeaders.SESSION, session.get());
        }
        try (UpstreamBody body = UpstreamBody.of(call)) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(target).method(call.method(), body.publisher());
            passing.forEach(request::setHeader);
            request.setHeader("Accept-Encoding", "identity");
            identity.set(call.caller(), request::setHeader);
            exchange(call, request.build());
        }
    }

    private void exchange(Call call, HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<Chunks>> asked =
                http.sendAsync(request, head -> new Chunks());
        try {
            HttpResponse<Chunks> answer =
                    asked.get(door.limits().answer().toMillis(), TimeUnit.MILLISECONDS);
            try (Chunks body = answer.body()) {
                answer(call, answer, body);
            }
        } catch (TimeoutException e) {
            Answers.fault(call.ctx(), 504, "gateway_timeout", "the MCP server did not answer");
        } catch (ExecutionException e) {
            LOG.log(System.Logger.Level.WARNING, "{0}: {1}", target.getHost(), e.getCause());
            Answers.fault(call.ctx(), 502, "bad_gateway", "the MCP server cannot be reached");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped", e);
        } finally {
            asked.cancel(true);
        }
    }

    private void answer(Call call, HttpResponse<?> answer, Chunks body)
            throws IOException, InterruptedException {
        Context ctx = call.ctx();
        int status = answer.statusCode();
        if (status == 401 || status / 100 == 3) {
            // RFC 9110 15.4: where a redirect leads is not where the tokens may go
            Answers.fault(
                    ctx,
                    502,
                    "bad_gateway",
                    status == 401
                            ? "the MCP server did not accept what the broker sent"
                            : "the MCP server answered with a redirect");
            return;
        }
        if (status == 403 && stepUp(call, answer)) {
            return;
        }
        if (door.policy().hides() && answer.headers().firstValue("Content-Encoding").isPresent()) {
            Answers.fault(ctx, 502, "bad_gateway", "the MCP server compressed its answer unasked");
            return;
        }
        answer.headers()
                .firstValue(ClientHeaders.SESSION)
                .map(id -> door.sessions().seal(id, call.caller().owner()))
                .ifPresent(id -> ctx.header("Mcp-Session-Id", id));
        if (!call.method().equals("GET")) {
            new Relay(call, door.limits()).pass(answer, body, lens(call, answer));
            return;
        }
        Runnable end = body::end;
        door.streams().add(end);
        try {
            new Relay(call, door.limits()).pass(answer, body, lens(call, answer));
        } finally {
            door.streams().remove(end);
        }
    }

    /// A server that checks scopes itself says which one it misses; the client hears it from us.
    private boolean stepUp(Call call, HttpResponse<?> answer) {
        String challenge = answer.headers().firstValue("WWW-Authenticate").orElse("");
        Matcher scope = SCOPE.matcher(challenge);
        if (!challenge.contains("insufficient_scope") || !scope.find() || !call.caller().known()) {
            return false;
        }
        Scope needed = Scope.parse(scope.group(1)).within(door.resource().scopes());
        door.stepUp(call.ctx(), call.caller().scope(), needed);
        return true;
    }

    private Lens lens(Call call, HttpResponse<?> answer) {
        if (!door.policy().hides()) {
            return new Lens.Plain();
        }
        ListFilter filter = new ListFilter(door.policy(), call.caller().scope());
        if (Relay.isStream(answer.headers())) {
            return new EventLens(filter::filter);
        }
        return Relay.isJson(answer.headers())
                ? new Lens.Document(filter::filter)
                : new Lens.Plain();
    }

    @Override
    public void close() {
        // the HTTP client is the gateway's
    }
}
