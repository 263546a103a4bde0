package dev.mcpoauth.http;

import dev.mcpoauth.oauth.OAuthError;
import dev.mcpoauth.oauth.Unavailable;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What is answered when nothing was decided: JSON to programs, a page to people, details to none.
final class Failures {
    private static final System.Logger LOG = System.getLogger(Failures.class.getName());
    private static final List<String> PAGES =
            List.of("/authorize", "/consent", "/callback/", "/login/");
    private static final String UNFORESEEN =
            "the broker failed in a way that it did not foresee; its log says where";

    /// Made before there is no memory for it.
    private static final byte[] BROKEN =
            "{\"error\":\"%s\",\"error_description\":\"%s\"}"
                    .formatted(OAuthError.SERVER_ERROR.code(), UNFORESEEN)
                    .getBytes(StandardCharsets.US_ASCII);

    private static final String ERROR = "error";
    private static final int FRAMES = 12;
    private static final long SOON = 5;

    private final Responses respond;

    Failures(Responses respond) {
        this.respond = respond;
    }

    void install(RoutesConfig routes) {
        routes.exception(HttpResponseException.class, (e, ctx) -> http(ctx, e));
        routes.exception(Unavailable.class, (e, ctx) -> unavailable(ctx, e));
        routes.exception(Exception.class, (e, ctx) -> unforeseen(ctx, e));
    }

    /// True where a person looks at the answer.
    static boolean isPage(String path) {
        for (String page : PAGES) {
            if (path.startsWith(page)) {
                return true;
            }
        }
        return false;
    }

    /// What a guard throws: unlike a request whose handlers are skipped, a refused one is seen by
    /// whoever watches.
    static HttpResponseException refusal(int status, String error, String sentence) {
        return new HttpResponseException(status, sentence, Map.of(ERROR, error));
    }

    /// Asks to come again after some seconds. RFC 6585 4.
    static HttpResponseException tooMany(Context ctx, long seconds) {
        ctx.header("Retry-After", Long.toString(seconds));
        return refusal(
                429,
                OAuthError.TEMPORARILY_UNAVAILABLE.code(),
                "too many requests from this address; try again in " + seconds + " seconds");
    }

    private void refuse(Context ctx, int status, String error, String sentence) {
        if (isPage(ctx.path())) {
            ctx.attribute(Capture.REFUSAL, sentence);
            respond.failure(ctx, status, sentence);
        } else {
            respond.failure(ctx, status, error, sentence);
        }
    }

    private void http(Context ctx, HttpResponseException e) {
        switch (e.getStatus()) {
            case 404 -> refuse(ctx, 404, "not_found", "there is nothing at this address");
            case 405 -> {
                // RFC 9110 15.5.6: the answer MUST name the methods that are allowed
                ctx.header("Allow", String.join(", ", e.getDetails().values()));
                if (ctx.method().equals(HandlerType.OPTIONS)) {
                    // RFC 9110 9.3.7: a path of ours has been asked what it can
                    ctx.status(204);
                    return;
                }
                refuse(ctx, 405, "method_not_allowed", "this method is not allowed here");
            }
            case 413 -> refuse(ctx, 413, "invalid_request", "the request is too large");
            default ->
                    refuse(
                            ctx,
                            e.getStatus(),
                            e.getDetails().getOrDefault(ERROR, "invalid_request"),
                            said(e));
        }
    }

    private static String said(Exception e) {
        String message = e.getMessage();
        return message == null ? "the request is malformed" : message;
    }

    // RFC 6749 4.1.2.1: temporarily_unavailable; RFC 9110 10.2.3: when to come again
    private void unavailable(Context ctx, Unavailable e) {
        LOG.log(System.Logger.Level.ERROR, RequestLog.path(ctx) + ": " + e.getMessage());
        ctx.header("Retry-After", Long.toString(SOON));
        refuse(
                ctx,
                503,
                OAuthError.TEMPORARILY_UNAVAILABLE.code(),
                e.told() + "; nothing was done, try again soon");
    }

    /// Where it happened goes to the log; its message may hold what a client sent, so it does not.
    private void unforeseen(Context ctx, Exception e) {
        LOG.log(System.Logger.Level.ERROR, RequestLog.path(ctx) + ": " + trace(e));
        refuse(ctx, 500, OAuthError.SERVER_ERROR.code(), UNFORESEEN);
    }

    /// An error of the machine, after which nothing is known of the request.
    static void broken(HttpServletResponse response, Error error) {
        LOG.log(System.Logger.Level.ERROR, trace(error));
        if (response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        response.setStatus(500);
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        try {
            response.getOutputStream().write(BROKEN);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the client is gone", e);
        }
    }

    private static String trace(Throwable e) {
        return Arrays.stream(e.getStackTrace())
                .limit(FRAMES)
                .map(frame -> "\n\tat " + frame)
                .collect(Collectors.joining("", e.getClass().getName(), ""));
    }
}
