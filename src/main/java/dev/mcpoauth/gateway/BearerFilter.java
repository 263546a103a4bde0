package dev.mcpoauth.gateway;

import dev.mcpoauth.gateway.CurrentUser.Claims;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.oauth.Loopback;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.Refusal;
import dev.mcpoauth.oauth.Scope;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lets requests with a good token through to a server of the MCP Java SDK; the same checks in the
/// same order as the gateway's [Entrance].
final class BearerFilter implements Filter {
    private static final String SCHEME = "bearer ";
    private static final int MOST_BYTES = 4 << 20;

    private final ServerFacts facts;
    private final ToolPolicy policy;
    private final TokenCheck check;
    private final RemoteServiceTokens services;

    BearerFilter(ServerFacts facts, TokenCheck check, RemoteServiceTokens services) {
        this.facts = facts;
        this.policy = facts.policy();
        this.check = check;
        this.services = services;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest from = (HttpServletRequest) request;
        HttpServletResponse to = (HttpServletResponse) response;
        if (foreign(from.getHeader("Origin"))) {
            write(to, 403, Map.of("error", "forbidden_origin"));
        } else if (from.getRequestURI().equals(facts.metadataPath())) {
            write(to, 200, facts.metadata());
        } else {
            try {
                guard(from, to, chain);
            } catch (BrokerProblem e) {
                to.setHeader("Retry-After", "5");
                write(to, 503, error("temporarily_unavailable", String.valueOf(e.getMessage())));
            }
        }
    }

    /// MCP Streamable HTTP: a page of another site that reached us by DNS rebinding has its origin.
    private boolean foreign(@Nullable String origin) {
        if (origin == null) {
            return false;
        }
        try {
            URI page = URI.create(origin);
            URI own = URI.create(facts.resource());
            boolean same =
                    own.getScheme().equals(page.getScheme())
                            && own.getRawAuthority().equals(page.getRawAuthority());
            return !same && (page.getHost() == null || !Loopback.HOSTS.contains(page.getHost()));
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    private void guard(HttpServletRequest from, HttpServletResponse to, FilterChain chain)
            throws IOException, ServletException {
        List<String> all = Collections.list(from.getHeaders("Authorization"));
        if (all.size() > 1) {
            write(to, 400, error("invalid_request", "the Authorization header is repeated"));
            return;
        }
        String header = all.isEmpty() ? "" : all.getFirst();
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            // RFC 6750 3.1: without credentials the challenge has no error code
            challenge(to, 401, "", asked());
            write(to, 401, error("invalid_token", "a bearer token is needed"));
            return;
        }
        String token = header.substring(SCHEME.length()).strip();
        Optional<Claims> claims = check.check(token);
        if (claims.isEmpty()) {
            refuse(to, OAuthError.INVALID_TOKEN.because("the token is not good here"), asked());
            return;
        }
        CurrentUser user = new CurrentUser(claims.get(), () -> services.of(token));
        try (BodyRoom.Share share = BodyRoom.OF_THIS_PROCESS.share()) {
            HttpServletRequest next = from;
            Verdict verdict = new Verdict.Needs(policy.require());
            if (policy.reads() && from.getMethod().equals("POST")) {
                RpcBody body = new RpcReader(MOST_BYTES, share).read(from);
                verdict = judge(from, body);
                next =
                        body instanceof RpcBody.Read read
                                ? new ReadRequest(from, read.bytes())
                                : from;
            }
            if (mayPass(to, claims.get(), verdict)) {
                next.setAttribute(CurrentUser.KEY, user);
                chain.doFilter(next, to);
            }
        }
    }

    private Verdict judge(HttpServletRequest from, RpcBody body) {
        return switch (body) {
            case RpcBody.Read read ->
                    MirroredHeaders.agree(from, read)
                            ? policy.judge(read.messages())
                            : MirroredHeaders.MISMATCH;
            case RpcBody.Unclear(int status, int code, String why) ->
                    new Verdict.Unclear(status, code, why);
            case RpcBody.None() -> new Verdict.Needs(policy.require());
            case RpcBody.Unread() -> new Verdict.Needs(policy.require());
        };
    }

    private boolean mayPass(HttpServletResponse to, Claims claims, Verdict verdict)
            throws IOException {
        switch (verdict) {
            case Verdict.Needs(Scope needed) -> {
                if (claims.scope().covers(needed)) {
                    return true;
                }
                Refusal refusal = OAuthError.INSUFFICIENT_SCOPE.because("the token lacks a scope");
                refuse(to, refusal, claims.scope().plus(needed));
            }
            case Verdict.Open() -> {
                return true;
            }
            case Verdict.Denied denied ->
                    write(to, 403, Answers.rpcError(denied.id(), -32003, "this is forbidden"));
            case Verdict.Unclear(int status, int code, String why) ->
                    write(to, status, Answers.rpcError(null, code, why));
        }
        return false;
    }

    private Scope asked() {
        return policy.require().isEmpty() ? facts.all() : policy.require();
    }

    private void refuse(HttpServletResponse to, Refusal refusal, Scope scope) throws IOException {
        String error =
                "error=\"%s\", error_description=\"%s\", "
                        .formatted(refusal.error().code(), refusal.description());
        challenge(to, refusal.error().status(), error, scope);
        write(to, refusal.error().status(), error(refusal.error().code(), refusal.description()));
    }

    private void challenge(HttpServletResponse to, int status, String error, Scope scope) {
        to.setStatus(status);
        // RFC 9728 5.1: where the metadata of this resource is
        String metadata = "resource_metadata=\"" + facts.metadataUrl() + "\"";
        String scopes = scope.isEmpty() ? "" : ", scope=\"" + scope + "\"";
        to.setHeader("WWW-Authenticate", "Bearer " + error + metadata + scopes);
    }

    private static Map<String, Object> error(String code, String description) {
        return Map.of("error", code, "error_description", description);
    }

    private static void write(HttpServletResponse to, int status, Map<String, Object> body)
            throws IOException {
        to.setStatus(status);
        to.setContentType("application/json");
        to.setHeader("Cache-Control", "no-store");
        to.getOutputStream().write(Json.write(body).getBytes(StandardCharsets.UTF_8));
    }
}
