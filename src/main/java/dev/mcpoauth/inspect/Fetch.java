package dev.mcpoauth.inspect;

import dev.mcpoauth.fetch.PublicAddresses;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import dev.mcpoauth.trace.Trace;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks strangers: no redirects, a deadline over the whole answer, a quarter of a megabyte at most,
/// and no private address on the word of a public server.
final class Fetch implements AutoCloseable {
    private static final int MOST_BYTES = 256 * 1024;

    private final Duration deadline;
    private final boolean privateAllowed;
    private final HttpClient client;

    /// `start` is what the person typed: where that is private, private addresses are expected.
    Fetch(URI start, Duration deadline) {
        this.deadline = deadline;
        this.privateAllowed = isPrivate(start);
        this.client =
                HttpClient.newBuilder()
                        // as every client can: no offer to change to h2c
                        .version(Version.HTTP_1_1)
                        .followRedirects(Redirect.NEVER)
                        .connectTimeout(deadline)
                        .build();
    }

    /// An answer, or why there is none.
    ///
    /// @param status the HTTP status; 0 when nothing came
    /// @param headers the headers, one value each
    /// @param body the text, cut at the limit
    /// @param problem why there is no answer; empty when there is one
    record Answer(int status, Map<String, String> headers, String body, String problem) {
        boolean came() {
            return problem.isEmpty();
        }

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
        }

        /// The body as a JSON object, where it is one.
        Optional<Map<String, Object>> json() {
            try {
                return Optional.of(Json.object(body));
            } catch (JsonProblem e) {
                return Optional.empty();
            }
        }

        /// In words: the status, or why there is none.
        String told() {
            return came() ? "HTTP " + status : problem;
        }
    }

    Answer get(String url) {
        return send(url, "GET", Map.of("Accept", "application/json"), "");
    }

    Answer post(String url, String type, String body) {
        return send(
                url,
                "POST",
                Map.of("Content-Type", type, "Accept", "application/json, text/event-stream"),
                body);
    }

    private Answer send(String url, String method, Map<String, String> headers, String body) {
        Optional<URI> target = target(url);
        if (target.isEmpty()) {
            return none("not an http URL that may be followed");
        }
        long start = System.nanoTime();
        HttpRequest.Builder request = HttpRequest.newBuilder(target.get()).timeout(deadline);
        headers.forEach(request::setHeader);
        request.method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        Answer answer = answer(request.build());
        Trace.sent(
                new Trace.Request(method, url, headers, body),
                new Trace.Answer(answer.status(), answer.headers(), answer.body()),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        return answer;
    }

    private Answer answer(HttpRequest request) {
        CompletableFuture<Answer> coming =
                client.sendAsync(request, BodyHandlers.ofInputStream()).thenApplyAsync(Fetch::read);
        try {
            return coming.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            coming.cancel(true);
            return none("no whole answer in " + deadline.toSeconds() + " s");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return none("cannot be reached" + reason(cause == null ? e : cause));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return none("interrupted");
        }
    }

    private static String reason(Throwable e) {
        String said = e.getMessage();
        return said == null || said.isBlank()
                ? " (" + e.getClass().getSimpleName() + ")"
                : " (" + said + ")";
    }

    private static Answer none(String problem) {
        return new Answer(0, Map.of(), "", problem);
    }

    private static Answer read(HttpResponse<InputStream> response) {
        Map<String, String> headers = new LinkedHashMap<>();
        response.headers()
                .map()
                .forEach((name, values) ->
                        headers.put(
                                name.toLowerCase(java.util.Locale.ROOT),
                                String.join(", ", values)));
        try (InputStream in = response.body()) {
            // an event stream never ends: its status and headers are all that is asked
            boolean stream =
                    headers.getOrDefault("content-type", "").startsWith("text/event-stream");
            byte[] bytes = stream ? new byte[0] : in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                return none("more than " + MOST_BYTES / 1024 + " KB");
            }
            return new Answer(
                    response.statusCode(), headers, new String(bytes, StandardCharsets.UTF_8), "");
        } catch (IOException e) {
            return none("broke off its answer");
        }
    }

    /// A URL that may be asked; a public server cannot send us to a private address.
    private Optional<URI> target(String url) {
        try {
            URI uri = URI.create(url);
            boolean http = List.of("http", "https").contains(String.valueOf(uri.getScheme()));
            if (!http || uri.getHost() == null || (!privateAllowed && isPrivate(uri))) {
                return Optional.empty();
            }
            return Optional.of(uri);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static boolean isPrivate(URI uri) {
        String host = uri.getHost();
        if (host == null) {
            return false;
        }
        try {
            return Arrays.stream(InetAddress.getAllByName(host.replaceAll("[\\[\\]]", "")))
                    .anyMatch(address -> !PublicAddresses.contains(address));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
