package dev.mcpoauth.embed;

import dev.mcpoauth.http.MountedBroker;
import dev.mcpoauth.provider.ProviderFault;
import io.javalin.config.JavalinState;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.plugin.Plugin;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.FilterHolder;

/// The whole broker in a Java server of your own: register it as a Javalin plugin, or add its
/// [#filter()] to a servlet container. The broker's paths are answered by it; all others are yours,
/// and [#guard] protects those that you want.
public final class OAuthMiddleware extends Plugin<Void> implements AutoCloseable {
    private final Embedded embedded;
    private final MountedBroker mounted;

    OAuthMiddleware(Embedded embedded) {
        this.embedded = embedded;
        this.mounted = new MountedBroker(embedded.settings(), embedded.broker());
    }

    /// Begins with the one fixed address that clients reach the server by: https, or http on
    /// loopback, without a trailing slash.
    public static OAuthMiddlewareBuilder at(String issuer) {
        return new OAuthMiddlewareBuilder(issuer);
    }

    /// Providers that cannot be used, and why, by name; the others work.
    public Map<String, ProviderFault> broken() {
        return embedded.broken();
    }

    /// Adds the broker's paths to the Javalin app; they end with it.
    @Override
    public void onInitialize(JavalinState state) {
        state.jetty.modifyServletContextHandler(handler ->
                handler.addFilter(
                        new FilterHolder(filter()), "/*", EnumSet.of(DispatcherType.REQUEST)));
        state.events.serverStopped(this::close);
    }

    /// A Javalin handler for `before`: lets a request pass whose MCP token is for the resource at
    /// this path and has these scopes; every other gets 401 or 403 with the challenge (RFC 6750 3).
    public Handler guard(String... scopes) {
        ResourceGuard guard = new ResourceGuard(embedded, scopes);
        return ctx -> {
            if (!guard.lets(ctx.req(), ctx.res())) {
                ctx.skipRemainingHandlers();
            }
        };
    }

    /// The same guard for a servlet container.
    public Filter guardFilter(String... scopes) {
        ResourceGuard guard = new ResourceGuard(embedded, scopes);
        return new Filter() {
            @Override
            public void doFilter(ServletRequest request, ServletResponse response, FilterChain rest)
                    throws IOException, ServletException {
                if (request instanceof HttpServletRequest http
                        && response instanceof HttpServletResponse answer
                        && guard.lets(http, answer)) {
                    rest.doFilter(request, response);
                }
            }
        };
    }

    /// Who calls; only behind a guard.
    public static Caller caller(Context ctx) {
        return caller(ctx.req());
    }

    /// Who calls; only behind a guard.
    public static Caller caller(HttpServletRequest request) {
        if (request.getAttribute(ResourceGuard.CALLER) instanceof Caller caller) {
            return caller;
        }
        throw new IllegalStateException("no guard of OAuthMiddleware is before this endpoint");
    }

    /// The broker's paths for a servlet container: map it to `/*`, before your own servlets.
    public Filter filter() {
        return new Filter() {
            @Override
            public void doFilter(ServletRequest request, ServletResponse response, FilterChain rest)
                    throws IOException, ServletException {
                if (request instanceof HttpServletRequest http
                        && response instanceof HttpServletResponse answer
                        && mounted.owns(ResourceGuard.path(http))) {
                    mounted.answer(http, answer);
                } else {
                    rest.doFilter(request, response);
                }
            }
        };
    }

    /// Closes the store and the connections to services.
    @Override
    public void close() {
        embedded.close();
    }
}
