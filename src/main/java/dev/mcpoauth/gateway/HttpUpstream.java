package dev.mcpoauth.gateway;

import dev.mcpoauth.oauth.Scope;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/// An MCP server that is reached over HTTP: Streamable HTTP in, Streamable HTTP out.
///
/// One virtual thread for each request, blocking: what is slow slows only itself.
final class HttpUpstream implements Backend {
    private static final System.Logger LOG = System.getLogger(HttpUpstream.class.getName());
    private static final Pattern SCOPE = Pattern.compile("[\\s,]scope=\"([^\"]*)\"");

    private final Reach reach;
    private final Target target;
    private final Door door;
    private final ClientHeaders headers;
    private final IdentityHeaders identity;

    /// How servers are reached.
    ///
    /// @param connections the connections to them
    /// @param clients notices clients that go away
    record Reach(ServerConnections connections, ClientWatch clients) {}

    /// Where the server is.
    private record Target(HttpRoute route, HttpHost host, String authority, String path) {
        static Target of(URI url) {
            boolean secure = url.getScheme().equals("https");
            int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
            HttpHost host = new HttpHost(url.getScheme(), url.getHost(), port);
            HttpRoute route = new HttpRoute(host, null, secure);
            String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
            String query = url.getRawQuery();
            String whole = query == null ? path : path + "?" + query;
            return new Target(route, host, url.getRawAuthority(), whole);
        }
    }

    HttpUpstream(Reach reach, URI target, Door door, IdentityHeaders identity) {
        this.reach = reach;
        this.target = Target.of(target);
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
        Map<String, String> passing;
        try {
            passing = headers.of(call.ctx());
        } catch (ClientHeaders.Repeated e) {
            Answers.fault(call.ctx(), 400, "invalid_request", String.valueOf(e.getMessage()));
            return;
        }
        String sealed = passing.get(ClientHeaders.SESSION);
        if (sealed != null) {
            Optional<String> session = door.sessions().open(sealed, call.caller().owner());
            if (session.isEmpty()) {
                // MCP Streamable HTTP: 404 tells the client to begin a new session
                Answers.fault(call.ctx(), 404, "not_found", "no such session");
                return;
            }
            passing.put(ClientHeaders.SESSION, session.get());
        }
        exchange(call, request(call, passing));
    }

    private ClassicHttpRequest request(Call call, Map<String, String> passing) {
        ClassicHttpRequest request =
                new BasicClassicHttpRequest(call.method(), target.host(), target.path());
        request.setHeader("Host", target.authority());
        passing.forEach(request::setHeader);
        request.setHeader("Accept-Encoding", "identity");
        identity.set(call.caller(), request::setHeader);
        return request;
    }

    private void exchange(Call call, ClassicHttpRequest request) throws IOException {
        boolean here = UpstreamBody.set(call, request);
        // RFC 9110 9.2.2: what is idempotent may be sent again when the connection was closed, and
        // nothing else: a tool must not run twice
        int tries = call.method().equals("POST") ? 1 : 2;
        while (!exchange(call, request, here, tries > 1)) {
            tries--;
        }
    }

    /// One try; false when it should be made again.
    private boolean exchange(Call call, ClassicHttpRequest request, boolean here, boolean again)
            throws IOException {
        ServerExchange exchange;
        try {
            exchange = reach.connections().open(target.route());
        } catch (IOException e) {
            unreachable(call, e);
            return true;
        }
        try (exchange;
                var watch = reach.clients().begin(call.ctx(), here, exchange)) {
            ClassicHttpResponse head;
            try {
                head = exchange.ask(request, door.limits().answer());
            } catch (SocketTimeoutException e) {
                late(call);
                return true;
            } catch (IOException e) {
                return failed(call, exchange, again, e);
            }
            watch.bodyRead();
            answer(call, head, exchange);
            return true;
        }
    }

    private boolean failed(Call call, ServerExchange exchange, boolean again, IOException why)
            throws IOException {
        if (exchange.ended() == ServerExchange.End.TOO_LATE) {
            late(call);
            return true;
        }
        if (exchange.ended() != null) {
            throw why;
        }
        if (again && exchange.reused()) {
            return false;
        }
        unreachable(call, why);
        return true;
    }

    private static void late(Call call) {
        Answers.fault(call.ctx(), 504, "gateway_timeout", "the MCP server did not answer");
    }

    private void unreachable(Call call, IOException why) {
        LOG.log(System.Logger.Level.WARNING, "{0}: {1}", target.authority(), why);
        Answers.fault(call.ctx(), 502, "bad_gateway", "the MCP server cannot be reached");
    }

    private void answer(Call call, ClassicHttpResponse head, ServerExchange exchange)
            throws IOException {
        int status = head.getCode();
        if (status == 401 || status / 100 == 3) {
            // RFC 9110 15.4: where a redirect leads is not where the tokens may go
            bad(
                    call,
                    status == 401
                            ? "the MCP server did not accept what the broker sent"
                            : "the MCP server answered with a redirect");
        } else if (status == 403 && stepUp(call, head)) {
            return;
        } else if (door.policy().hides() && head.containsHeader("Content-Encoding")) {
            bad(call, "the MCP server compressed its answer unasked");
        } else {
            Header session = head.getFirstHeader(ClientHeaders.SESSION);
            if (session != null) {
                String sealed = door.sessions().seal(session.getValue(), call.caller().owner());
                call.ctx().header("Mcp-Session-Id", sealed);
            }
            relay(call, head, exchange);
        }
    }

    private static void bad(Call call, String why) {
        Answers.fault(call.ctx(), 502, "bad_gateway", why);
    }

    private void relay(Call call, ClassicHttpResponse head, ServerExchange exchange)
            throws IOException {
        Relay relay = new Relay(call, door.limits(), exchange);
        if (!call.method().equals("GET")) {
            relay.pass(head, lens(call, head));
            return;
        }
        Runnable end = () -> exchange.end(ServerExchange.End.BROKER_STOPS);
        door.streams().add(end);
        try {
            relay.pass(head, lens(call, head));
        } finally {
            door.streams().remove(end);
        }
    }

    /// A server that checks scopes itself says which one it misses; the client hears it from us.
    private boolean stepUp(Call call, ClassicHttpResponse head) {
        Header header = head.getFirstHeader("WWW-Authenticate");
        String challenge = header == null ? "" : header.getValue();
        Matcher scope = SCOPE.matcher(challenge);
        if (!challenge.contains("insufficient_scope") || !scope.find() || !call.caller().known()) {
            return false;
        }
        Scope needed = Scope.parse(scope.group(1)).within(door.resource().scopes());
        if (call.caller().scope().covers(needed)) {
            // a new login would bring nothing: the client would go round for ever
            return false;
        }
        door.stepUp(call.ctx(), call.caller().scope(), needed);
        return true;
    }

    private Lens lens(Call call, ClassicHttpResponse head) {
        if (!door.policy().hides()) {
            return new Lens.Plain();
        }
        ListFilter filter = new ListFilter(door.policy(), call.caller().scope());
        if (Relay.isStream(head)) {
            return new EventLens(filter::filter);
        }
        return Relay.isJson(head) ? new Lens.Document(filter::filter) : new Lens.Plain();
    }

    @Override
    public void close() {
        // connections and watch are the gateway's
    }
}
