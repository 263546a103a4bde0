package dev.mcpoauth.embed;

import dev.mcpoauth.broker.BearerResult;
import dev.mcpoauth.config.ResourceSettings;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.Refusal;
import dev.mcpoauth.oauth.Scope;
import dev.mcpoauth.oauth.Unavailable;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Lets requests with a good MCP token pass and knows who they are from.
final class ResourceGuard {
    static final String CALLER = Caller.class.getName();
    private static final System.Logger LOG = System.getLogger(ResourceGuard.class.getName());

    private final Embedded embedded;
    private final Scope required;

    ResourceGuard(Embedded embedded, String... scopes) {
        this.embedded = embedded;
        this.required = Scope.of(scopes);
    }

    /// True when the request may pass; otherwise the answer is written.
    boolean lets(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            return decides(request, response);
        } catch (Unavailable e) {
            // trouble of the store says nothing about the token
            LOG.log(System.Logger.Level.ERROR, "a token cannot be checked: " + e.getMessage());
            response.setHeader("Retry-After", "5");
            refuse(
                    response,
                    503,
                    OAuthError.TEMPORARILY_UNAVAILABLE.because("the token cannot be checked now"));
            return false;
        }
    }

    private boolean decides(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Optional<String> resource = resource(request);
        if (resource.isEmpty()) {
            // which resource's tokens are good here, nobody has said: none are
            refuse(response, 403, OAuthError.ACCESS_DENIED.because("no resource is at this path"));
            return false;
        }
        BearerResult result =
                embedded.broker()
                        .bearer()
                        .check(request.getHeader("Authorization"), resource.get(), required);
        return switch (result) {
            case BearerResult.Verified(AccessTokenInfo token) -> {
                request.setAttribute(CALLER, new Caller(token, embedded::credentials));
                yield true;
            }
            case BearerResult.Challenge(int status, String challenge, Refusal refusal) -> {
                response.setHeader("WWW-Authenticate", challenge);
                refuse(response, status, refusal);
                yield false;
            }
        };
    }

    private static void refuse(HttpServletResponse response, int status, Refusal refusal)
            throws IOException {
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("application/json");
        response.getWriter()
                .write(
                        Json.write(
                                Map.of(
                                        "error",
                                        refusal.error().code(),
                                        "error_description",
                                        refusal.description())));
    }

    /// The URL of the resource at the request's path or nearest above it; empty where none is and
    /// there are several. A resource may be named with the context path or below it.
    private Optional<String> resource(HttpServletRequest request) {
        List<String> all =
                embedded.settings().resources().values().stream()
                        .map(ResourceSettings::url)
                        .toList();
        if (all.size() == 1) {
            return Optional.of(all.getFirst());
        }
        // Servlet 6.1, 3.5: the decoded path is the one that chose the servlet, not the URI as sent
        String path =
                request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), "");
        return all.stream()
                .filter(url ->
                        below(path, own(url)) || below(request.getContextPath() + path, own(url)))
                .max(Comparator.comparingInt(url -> own(url).length()));
    }

    /// The decoded path of a resource, without a slash at its end.
    private static String own(String url) {
        String path = URI.create(url).getPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static boolean below(String path, String own) {
        return path.equals(own) || path.startsWith(own + "/");
    }

    /// The path below the context path.
    static String path(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }
}
