package dev.mcpoauth.provider;

import dev.mcpoauth.trace.Trace;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Talks to services: one deadline over the whole exchange, no redirects, at most one megabyte.
public final class ServiceHttp implements AutoCloseable {
    private static final int MOST_BYTES = 1 << 20;

    private final Duration deadline;
    private final UnaryOperator<URI> route;
    private @Nullable HttpClient client;

    /// Talks with this deadline, which is more than nothing, over connecting, sending and reading
    /// the whole answer.
    public ServiceHttp(Duration deadline) {
        this(deadline, UnaryOperator.identity());
    }

    /// The same, but every request goes where `route` says: a pretend service stands in for all.
    public ServiceHttp(Duration deadline, UnaryOperator<URI> route) {
        this.deadline = deadline;
        this.route = route;
    }

    /// Made when it is first needed: most short commands never talk to a service. What it has to do
    /// for an exchange is short, and its selecting thread does it: handing each piece to another
    /// thread took as long as the rest.
    private synchronized HttpClient client() {
        HttpClient made = client;
        if (made == null) {
            made =
                    HttpClient.newBuilder()
                            .followRedirects(Redirect.NEVER)
                            .connectTimeout(deadline)
                            .executor(Runnable::run)
                            .build();
            client = made;
        }
        return made;
    }

    /// A request.
    ///
    /// @param method the HTTP method
    /// @param url where to
    /// @param headers what with
    /// @param body what; null means no body and no content type
    public record Request(
            String method, URI url, Map<String, String> headers, @Nullable String body) {
        /// Hides headers and body.
        @Override
        public String toString() {
            return method + " " + url.getHost() + url.getPath();
        }
    }

    /// An answer.
    ///
    /// @param status the HTTP status
    /// @param body the text
    /// @param retryAfter seconds to wait, where the service said so
    public record Answer(int status, String body, Optional<Long> retryAfter) {
        /// Hides the body.
        @Override
        public String toString() {
            return "Answer[" + status + "]";
        }
    }

    /// Sends a request; throws [ServiceUnavailable] when no whole answer comes in time.
    public Answer send(Request request) {
        long start = System.nanoTime();
        Map<String, String> headers = new ConcurrentHashMap<>();
        try {
            Answer answer = exchange(request, headers);
            trace(request, new Trace.Answer(answer.status(), headers, answer.body()), start);
            return answer;
        } catch (ServiceUnavailable e) {
            trace(request, new Trace.Answer(0, headers, ""), start);
            throw e;
        }
    }

    private static void trace(Request request, Trace.Answer answer, long start) {
        if (Trace.wantsSent()) {
            Trace.sent(
                    new Trace.Request(
                            request.method(),
                            request.url().toString(),
                            request.headers(),
                            Objects.requireNonNullElse(request.body(), "")),
                    answer,
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        }
    }

    /// On a thread of its own, which is given up when the time is over: finding the service's
    /// address may wait, too. Nobody else waits for the service: one that drips its answer holds
    /// nobody.
    private Answer exchange(Request request, Map<String, String> headers) {
        HttpClient made = client();
        HttpRequest asked = http(request);
        FutureTask<HttpResponse<byte[]>> answer =
                new FutureTask<>(() ->
                        made.send(
                                asked,
                                BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES)));
        Thread.startVirtualThread(answer);
        try {
            HttpResponse<byte[]> response = answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            response.headers()
                    .map()
                    .forEach((name, all) -> headers.put(name, String.join(", ", all)));
            return read(response);
        } catch (TimeoutException e) {
            throw new ServiceUnavailable("the service did not answer in time", null);
        } catch (ExecutionException e) {
            throw new ServiceUnavailable(Unreached.because(e.getCause()), null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceUnavailable("interrupted while waiting for the service", null);
        } finally {
            // ends the connection of an answer that is still on its way
            answer.cancel(true);
        }
    }

    private HttpRequest http(Request request) {
        URI url = route.apply(request.url());
        HttpRequest.Builder http =
                HttpRequest.newBuilder(url).version(version(url)).timeout(deadline);
        request.headers().forEach(http::setHeader);
        String body = request.body();
        return http.method(
                        request.method(),
                        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
    }

    /// HTTP/2 where TLS agrees on it: the client would offer every plain connection an upgrade.
    private static Version version(URI url) {
        // RFC 9113 3.1: the upgrade from HTTP/1.1 to h2c is deprecated
        return "https".equalsIgnoreCase(url.getScheme()) ? Version.HTTP_2 : Version.HTTP_1_1;
    }

    private static Answer read(HttpResponse<byte[]> response) {
        // null where a proxy wants to know who asks before it opens a tunnel (RFC 9110 15.5.8)
        byte @Nullable [] body = response.body();
        if (body == null) {
            throw new ServiceUnavailable(
                    "the proxy refused the connection (HTTP " + response.statusCode() + ")", null);
        }
        Optional<Long> retryAfter =
                response.headers()
                        .firstValue("Retry-After")
                        .filter(value -> value.matches("\\d{1,6}"))
                        .map(Long::valueOf);
        return new Answer(
                response.statusCode(), new String(body, StandardCharsets.UTF_8), retryAfter);
    }

    /// Closes the connections at once.
    @Override
    public synchronized void close() {
        if (client != null) {
            client.shutdownNow();
        }
    }
}
