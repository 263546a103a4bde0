package dev.mcpoauth.http;

import dev.mcpoauth.inspector.Heard;
import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import dev.mcpoauth.oauth.Parameters;
import dev.mcpoauth.trace.Trace;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Flattens what was said over HTTP into names and texts, for the recorder.
final class Spoken {
    private static final int MOST_CHARACTERS = 65_536;
    private static final int MOST_MEMBERS = 200;

    private Spoken() {}

    static Map<String, String> plain(Parameters parameters) {
        Map<String, String> plain = new LinkedHashMap<>();
        parameters.values().forEach((name, all) -> plain.put(name, String.join(" | ", all)));
        return plain;
    }

    /// The members of a JSON object; lists as one text, objects by their size.
    static Map<String, String> members(String body) {
        Map<String, String> members = new LinkedHashMap<>();
        if (!body.startsWith("{") || body.length() > MOST_CHARACTERS) {
            return members;
        }
        try {
            Json.object(body).entrySet().stream()
                    .limit(MOST_MEMBERS)
                    .forEach(each -> members.put(each.getKey(), text(each.getValue())));
        } catch (JsonProblem e) {
            // what is not JSON was refused already, and the answer says so
            return members;
        }
        return members;
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Collection<?> list ->
                    String.join(", ", list.stream().map(String::valueOf).toList());
            case Map<?, ?> object -> "(" + object.size() + " members)";
            default -> String.valueOf(value);
        };
    }

    static Heard toService(Trace.Request request, Trace.Answer answer, long millis) {
        URI url = URI.create(request.url());
        Map<String, String> asked = new LinkedHashMap<>(plain(Form.decode(url.getRawQuery())));
        String body = request.body();
        asked.putAll(body.startsWith("{") ? members(body) : plain(Form.decode(body)));
        String authorization = request.headers().get("Authorization");
        if (authorization != null) {
            asked.put("authorization", authorization);
        }
        Map<String, String> answered =
                answer.body().startsWith("{")
                        ? members(answer.body())
                        : plain(Form.decode(answer.body().contains("=") ? answer.body() : null));
        return new Heard(
                Instant.now().minusMillis(millis),
                request.method(),
                url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath(),
                "",
                asked,
                answer.status(),
                answered,
                null,
                millis);
    }
}
