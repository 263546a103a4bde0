package dev.mcpoauth.inspector;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One request and its answer as they were, before anything was replaced.
///
/// @param at when it began
/// @param method the HTTP method
/// @param url the whole URL, without its query
/// @param agent who asked: address and user agent
/// @param asked query and body parameters, and the `cookie` and `bearer` that came with it
/// @param status the HTTP status; 0 when no answer came
/// @param answered members of a JSON answer, or the parameters of a redirect
/// @param refusal the sentence of a refusal; null when nothing was refused
/// @param millis how long it took, in milliseconds
public record Heard(
        Instant at,
        String method,
        String url,
        String agent,
        Map<String, String> asked,
        int status,
        Map<String, String> answered,
        @Nullable String refusal,
        long millis) {
    /// The path of the URL.
    public String path() {
        int host = url.indexOf("://");
        int slash = url.indexOf('/', host < 0 ? 0 : host + 3);
        return slash < 0 ? "/" : url.substring(slash);
    }

    /// Hides what came and went.
    @Override
    public String toString() {
        return "Heard[" + method + " " + path() + " " + status + "]";
    }
}
