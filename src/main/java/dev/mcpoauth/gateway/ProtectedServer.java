package dev.mcpoauth.gateway;

import dev.mcpoauth.config.AccessRule;
import dev.mcpoauth.oauth.Scope;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpTransportContextExtractor;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Protects an MCP server written with the MCP Java SDK by a broker that runs elsewhere.
///
/// ```java
/// ProtectedServer guard =
///         ProtectedServer.at("https://notes.example.com/mcp")
///                 .broker("https://auth.example.com", clientId, secret)
///                 .build();
/// ```
///
/// Then three things: [#filter()] before the transport's servlet, [#context()] in the transport,
/// and tools from [#tools(Object)] or [#tool(Object, String...)]. The filter answers 401 and 403 as
/// the gateway does, and serves the server's RFC 9728 metadata.
public final class ProtectedServer {
    private final Builder set;
    private final Map<String, Scope> scopes = new LinkedHashMap<>();

    private ProtectedServer(Builder set) {
        this.set = set;
    }

    /// Begins with the URL that clients call: the audience of its tokens.
    public static Builder at(String resource) {
        return new Builder(resource);
    }

    /// What a server is protected with.
    public static final class Builder {
        private final String resource;
        private String issuer = "";
        private String clientId = "";
        private String secret = "";
        private Scope require = Scope.NONE;
        private Duration remembered = Duration.ofSeconds(10);
        private boolean signed;

        private Builder(String resource) {
            this.resource = resource;
        }

        /// The broker, and this server's own client there, which has a secret.
        public Builder broker(String brokerIssuer, String id, String clientSecret) {
            issuer = brokerIssuer;
            clientId = id;
            secret = clientSecret;
            return this;
        }

        /// Scopes that every request needs.
        public Builder require(String... names) {
            require = Scope.of(names);
            return this;
        }

        /// How long an answer of the broker about a token is remembered: the time that a revoked
        /// token may go on being good. Ten seconds unless told otherwise.
        public Builder remember(Duration time) {
            remembered = time;
            return this;
        }

        /// Tokens are JWTs and are checked with the broker's keys: a revocation is not seen before
        /// the token ends.
        public Builder signedTokens() {
            signed = true;
            return this;
        }

        /// The protection; throws when no broker was named.
        public ProtectedServer build() {
            if (issuer.isEmpty()) {
                throw new IllegalStateException("call broker(issuer, clientId, secret) first");
            }
            return new ProtectedServer(this);
        }
    }

    /// The filter for the paths of the server and of its metadata: map it to `/*`, with
    /// asynchronous support, after all tools have been made.
    public Filter filter() {
        BrokerCalls calls = new BrokerCalls(set.issuer, set.clientId, set.secret);
        TokenCheck check =
                set.signed
                        ? new SignedTokens(set.issuer, set.resource)
                        : new IntrospectedTokens(calls, set.resource, set.remembered);
        List<AccessRule> rules = new ArrayList<>();
        scopes.forEach(
                (tool, scope) -> rules.add(new AccessRule(tool, new AccessRule.Needs(scope))));
        return new BearerFilter(
                new ServerFacts(set.issuer, set.resource, set.require, rules),
                check,
                new RemoteServiceTokens(calls));
    }

    /// Hands the current user to the tools: give it to the transport's `contextExtractor`.
    public McpTransportContextExtractor<HttpServletRequest> context() {
        return request ->
                request.getAttribute(CurrentUser.KEY) instanceof CurrentUser user
                        ? McpTransportContext.create(Map.of(CurrentUser.KEY, user))
                        : McpTransportContext.EMPTY;
    }

    /// The tools of a synchronous server that the object's methods with [RequiresAuth] make, in the
    /// order of their names.
    public List<SyncToolSpecification> tools(Object maker) {
        return tools(maker, SyncToolSpecification.class);
    }

    /// The same for a server of another kind: `kind` is the class of its tools, one of
    /// `McpServerFeatures.SyncToolSpecification`, `McpServerFeatures.AsyncToolSpecification`, and
    /// the two of those names in `McpStatelessServerFeatures`. Methods that make another kind are
    /// left out.
    public <T> List<T> tools(Object maker, Class<T> kind) {
        return Arrays.stream(maker.getClass().getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(RequiresAuth.class))
                .filter(method -> makes(method, kind))
                .sorted(Comparator.comparing(Method::getName))
                .map(method -> made(maker, method, kind))
                .toList();
    }

    private static boolean makes(Method method, Class<?> kind) {
        // a method that makes no tool at all is a mistake: it is called, and told
        return kind.isAssignableFrom(method.getReturnType())
                || !method.getReturnType().getSimpleName().endsWith("ToolSpecification");
    }

    private <T> T made(Object maker, Method method, Class<T> kind) {
        try {
            method.setAccessible(true);
            Object tool = method.invoke(maker);
            if (!kind.isInstance(tool)) {
                throw new IllegalArgumentException(method + " makes no " + kind.getSimpleName());
            }
            return tool(kind.cast(tool), method.getAnnotation(RequiresAuth.class).scopes());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("cannot call " + method, e);
        }
    }

    /// The same tool, for callers with these scopes only; a tool specification of the SDK, of any
    /// kind.
    public <T> T tool(T tool, String... needed) {
        requires(ScopedTools.described(tool).name(), needed);
        @SuppressWarnings("unchecked") // it is of the class that it was
        T scoped = (T) new ScopedTools(Scope.of(needed)).wrap(tool);
        return scoped;
    }

    /// Callers of the tool with this name need these scopes: for tools that are made elsewhere. The
    /// filter checks it, and nothing else does.
    public ProtectedServer requires(String tool, String... needed) {
        scopes.put(tool, Scope.of(needed));
        return this;
    }
}
