package dev.mcpoauth.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/// Counts requests and times their answers, for Prometheus.
///
/// A route is the first part of a path of ours, all others together are one: no value of a request
/// becomes a label, and nobody can make many of them.
final class Metrics implements Filter {
    private static final double[] SECONDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10};
    private static final double NANOS = 1e9;
    private static final int NOT_FOUND = 404;
    private static final Set<String> ROUTES =
            Set.of(
                    ".well-known",
                    "register",
                    "authorize",
                    "consent",
                    "login",
                    "callback",
                    "token",
                    "revoke",
                    "introspect",
                    "jwks",
                    "service-token",
                    "healthz",
                    "readyz",
                    "inspector",
                    "t",
                    "status",
                    "stop");

    private volatile Set<String> mcpRoutes = Set.of();
    private final Map<Answered, LongAdder> requests = new ConcurrentHashMap<>();
    private final Map<String, Histogram> times = new ConcurrentHashMap<>();

    /// What is counted together.
    private record Answered(String route, int status) {
        String labels() {
            return "{route=\"%s\",status=\"%d\"}".formatted(route, status);
        }
    }

    /// How many answers took up to so many seconds.
    private static final class Histogram {
        private final AtomicLongArray buckets = new AtomicLongArray(SECONDS.length + 1);
        private final LongAdder nanos = new LongAdder();

        void add(long took) {
            int bucket = 0;
            while (bucket < SECONDS.length && took > SECONDS[bucket] * NANOS) {
                bucket++;
            }
            buckets.incrementAndGet(bucket);
            nanos.add(took);
        }
    }

    /// The MCP servers at these paths are routes of ours, too.
    void know(Set<String> mcpPaths) {
        mcpRoutes = mcpPaths.stream().map(Metrics::first).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        long start = System.nanoTime();
        try {
            chain.doFilter(request, response);
        } finally {
            if (request instanceof HttpServletRequest asked
                    && response instanceof HttpServletResponse answer) {
                add(asked.getRequestURI(), answer.getStatus(), System.nanoTime() - start);
            }
        }
    }

    void add(String path, int status, long nanos) {
        String route = status == NOT_FOUND ? "other" : route(path);
        requests.computeIfAbsent(new Answered(route, status), key -> new LongAdder()).increment();
        times.computeIfAbsent(route, name -> new Histogram()).add(nanos);
    }

    private String route(String path) {
        String first = first(path);
        return !first.isEmpty() && (ROUTES.contains(first) || mcpRoutes.contains(first))
                ? first
                : "other";
    }

    private static String first(String path) {
        int end = path.indexOf('/', 1);
        return path.substring(Math.min(1, path.length()), end < 0 ? path.length() : end);
    }

    /// Everything in the text format of Prometheus, version 0.0.4.
    String text(Map<String, Long> events) {
        StringBuilder text = new StringBuilder();
        head(text, "mcp_oauth_events_total", "counter", "What happened, by the name of the event.");
        events.forEach((event, count) ->
                text.append("mcp_oauth_events_total{event=\"%s\"} %d\n".formatted(event, count)));
        head(text, "mcp_oauth_requests_total", "counter", "HTTP requests.");
        Map<String, LongAdder> sorted = new TreeMap<>();
        requests.forEach((answered, count) -> sorted.put(answered.labels(), count));
        sorted.forEach((labels, count) ->
                text.append("mcp_oauth_requests_total%s %d\n".formatted(labels, count.sum())));
        head(text, "mcp_oauth_request_seconds", "histogram", "How long answers took.");
        new TreeMap<>(times).forEach((route, histogram) -> histogram(text, route, histogram));
        memory(text);
        return text.toString();
    }

    private static void head(StringBuilder text, String name, String type, String help) {
        text.append("# HELP %1$s %3$s\n# TYPE %1$s %2$s\n".formatted(name, type, help));
    }

    private static void histogram(StringBuilder text, String route, Histogram histogram) {
        long count = 0;
        for (int i = 0; i <= SECONDS.length; i++) {
            count += histogram.buckets.get(i);
            String most = i < SECONDS.length ? Double.toString(SECONDS[i]) : "+Inf";
            text.append(
                    "mcp_oauth_request_seconds_bucket{route=\"%s\",le=\"%s\"} %d\n"
                            .formatted(route, most, count));
        }
        String sum = String.format(Locale.ROOT, "%.6f", histogram.nanos.sum() / NANOS);
        text.append("mcp_oauth_request_seconds_sum{route=\"%s\"} %s\n".formatted(route, sum));
        text.append("mcp_oauth_request_seconds_count{route=\"%s\"} %d\n".formatted(route, count));
    }

    private static void memory(StringBuilder text) {
        Runtime runtime = Runtime.getRuntime();
        long used = runtime.totalMemory() - runtime.freeMemory();
        head(text, "mcp_oauth_heap_bytes", "gauge", "Memory of the heap in use.");
        text.append("mcp_oauth_heap_bytes %d\n".formatted(used));
    }
}
