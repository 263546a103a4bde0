package dev.mcpoauth.embed;

import dev.mcpoauth.broker.BearerResult;
import dev.mcpoauth.config.ResourceSettings;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.Refusal;
import dev.mcpoauth.oauth.Scope;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/// Lets requests with a good MCP token pass and knows who they are from.
final class ResourceGuard {
    static final String CALLER = Caller.class.getName();

    private final Embedded embedded;
    private final Scope required;

    ResourceGuard(Embedded embedded, String... scopes) {
        this.embedded = embedded;
        this.required = Scope.of(scopes);
    }

    /// True when the request may pass; otherwise the answer is written.
    boolean lets(HttpServletRequest request, HttpServletResponse response) throws IOException {
        BearerResult result =
                embedded.broker()
                        .bearer()
                        .check(request.getHeader("Authorization"), resource(request), required);
        return switch (result) {
            case BearerResult.Verified(AccessTokenInfo token) -> {
                request.setAttribute(CALLER, new Caller(token, embedded::credentials));
                yield true;
            }
            case BearerResult.Challenge(int status, String challenge, Refusal refusal) -> {
                response.setStatus(status);
                response.setHeader("WWW-Authenticate", challenge);
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
                yield false;
            }
        };
    }

    /// The URL of the resource at the request's path or above it; the first one where none is. A
    /// resource may be named with the context path or below it.
    private String resource(HttpServletRequest request) {
        List<String> all =
                embedded.settings().resources().values().stream()
                        .map(ResourceSettings::url)
                        .toList();
        return all.stream()
                .filter(url -> {
                    String own = URI.create(url).getRawPath();
                    return below(request.getRequestURI(), own) || below(path(request), own);
                })
                .findFirst()
                .orElseGet(all::getFirst);
    }

    private static boolean below(String path, String own) {
        return path.equals(own) || path.startsWith(own + "/");
    }

    /// The path below the context path.
    static String path(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }
}
