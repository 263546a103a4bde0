package dev.mcpoauth.trace;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Where exchanges are written down; nowhere until somebody asks.
///
/// One for the process, like a log: every room may tell it what it sent and what came back.
public final class Trace {
    private static final Redactor REDACTOR = new Redactor();
    private static volatile @Nullable Consumer<String> sink;
    private static final List<Listener> LISTENERS = new CopyOnWriteArrayList<>();

    private Trace() {}

    /// A request.
    ///
    /// @param method the method
    /// @param url the whole URL, or the path and query
    /// @param headers the headers
    /// @param body the text; empty when there is none
    public record Request(String method, String url, Map<String, String> headers, String body) {
        /// Sorts the headers.
        public Request {
            headers = sorted(headers);
        }

        String type() {
            return headers.getOrDefault("Content-Type", "");
        }
    }

    /// An answer.
    ///
    /// @param status the HTTP status; 0 when none came
    /// @param headers the headers
    /// @param body the text; empty when there is none
    public record Answer(int status, Map<String, String> headers, String body) {
        /// Sorts the headers.
        public Answer {
            headers = sorted(headers);
        }

        String type() {
            return headers.getOrDefault("Content-Type", "");
        }
    }

    private static Map<String, String> sorted(Map<String, String> headers) {
        Map<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(headers);
        return sorted;
    }

    /// Writes every exchange from now on, secrets replaced; null stops it.
    public static void to(@Nullable Consumer<String> where) {
        sink = where;
    }

    /// Hears of what we ask services, as it is: whoever keeps it replaces the secrets first.
    public interface Listener {
        /// We asked a service, on this thread or for the one that started it.
        void sent(Request request, Answer answer, long millis);
    }

    /// Tells a listener from now on; the answer stops that.
    public static Runnable listen(Listener listener) {
        LISTENERS.add(listener);
        return () -> LISTENERS.remove(listener);
    }

    /// Whether anybody wants to know: what is not wanted need not be collected.
    public static boolean wanted() {
        return sink != null;
    }

    /// The same for what we ask services, of which listeners want to know too.
    public static boolean wantsSent() {
        return sink != null || !LISTENERS.isEmpty();
    }

    /// We asked a service.
    public static void sent(Request request, Answer answer, long millis) {
        write('>', request, answer, millis);
        LISTENERS.forEach(listener -> listener.sent(request, answer, millis));
    }

    /// A client asked the broker.
    public static void served(Request request, Answer answer, long millis) {
        write('<', request, answer, millis);
    }

    private static void write(char direction, Request request, Answer answer, long millis) {
        Consumer<String> where = sink;
        if (where != null) {
            where.accept(new Exchange(direction, request, answer, millis).written(REDACTOR));
        }
    }
}
