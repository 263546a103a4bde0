package dev.mcpoauth.http;

import dev.mcpoauth.config.Settings;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.net.URI;
import java.util.Set;

/// Leads what is asked below the path of the issuer to the broker's paths, which stand at the root.
///
/// A proxy in front may send the path of the issuer along or take it away: both are served.
final class IssuerPath implements Filter {
    private volatile Known known = new Known("", Set.of());

    /// Of the settings.
    ///
    /// @param issuer the path of the issuer; empty where it has none
    /// @param mcp the paths of the MCP servers
    private record Known(String issuer, Set<String> mcp) {}

    /// The same for these settings from now on.
    IssuerPath know(Settings settings) {
        known = new Known(of(settings), settings.resourcePaths());
        return this;
    }

    /// The path of the issuer, without a slash at its end.
    static String of(Settings settings) {
        return URI.create(settings.issuer()).getRawPath();
    }

    /// The path that the routes know.
    String routed(String path) {
        Known now = known;
        if (now.issuer().isEmpty() || now.mcp().contains(bare(path))) {
            return path;
        }
        if (path.startsWith(now.issuer() + "/")) {
            return path.substring(now.issuer().length());
        }
        String whole = now.issuer() + path;
        return now.mcp().contains(bare(whole)) ? whole : path;
    }

    private static String bare(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /// The request as the routes know it.
    HttpServletRequest routed(HttpServletRequest request) {
        String context = request.getContextPath();
        String sent = request.getRequestURI();
        String path = context + routed(sent.substring(context.length()));
        return path.equals(sent) ? request : new Routed(request, path);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain rest)
            throws IOException, ServletException {
        boolean leads = !known.issuer().isEmpty() && !LocalDoor.local(request);
        rest.doFilter(
                leads && request instanceof HttpServletRequest http ? routed(http) : request,
                response);
    }

    private static final class Routed extends HttpServletRequestWrapper {
        private final String path;

        Routed(HttpServletRequest request, String path) {
            super(request);
            this.path = path;
        }

        @Override
        public String getRequestURI() {
            return path;
        }

        @Override
        public StringBuffer getRequestURL() {
            StringBuffer url = super.getRequestURL();
            return url.replace(url.length() - super.getRequestURI().length(), url.length(), path);
        }
    }
}
