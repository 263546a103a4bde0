package dev.mcpoauth.provider;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// A service's answer, told apart: good, final refusal, or trouble that passes.
final class ServiceAnswer {
    private static final int TOO_MANY = 429;
    private static final int UNAUTHORIZED = 401;
    private static final Set<String> PASSING =
            Set.of("temporarily_unavailable", "server_error", "slow_down");

    private final JsonNode json;

    private ServiceAnswer(JsonNode json) {
        this.json = json;
    }

    /// Throws [ServiceRefused] or [ServiceUnavailable] unless the answer is good.
    static ServiceAnswer of(ServiceHttp.Answer answer) {
        int status = answer.status();
        if (status >= 500 || status == TOO_MANY) {
            throw new ServiceUnavailable(
                    "the service answered HTTP " + status,
                    answer.retryAfter().map(Duration::ofSeconds).orElse(null));
        }
        JsonNode json = parse(answer);
        String error = json.path("error").asString("");
        // some services say no with HTTP 200: an error member decides, whatever the status
        boolean refused = status >= 400 || !error.isEmpty() || !json.path("ok").asBoolean(true);
        if (refused && PASSING.contains(error)) {
            throw new ServiceUnavailable("the service answered " + error, null);
        }
        // a 4xx without an OAuth error is a proxy or a moved endpoint talking: nothing is final yet
        if (refused && error.isEmpty() && status >= 400 && status != UNAUTHORIZED) {
            throw new ServiceUnavailable("the service answered HTTP " + status, null);
        }
        if (refused) {
            throw new ServiceRefused(printable(error.isEmpty() ? "http_error" : error), status);
        }
        if (status >= 300) {
            throw new ServiceUnavailable("the service answered with a redirect", null);
        }
        return new ServiceAnswer(json);
    }

    /// The error code in an answer, whatever its status; empty text when there is none.
    static String error(ServiceHttp.Answer answer) {
        try {
            return parse(answer).path("error").asString("");
        } catch (ServiceUnavailable e) {
            return "";
        }
    }

    private static JsonNode parse(ServiceHttp.Answer answer) {
        try {
            return Json.parse(answer.body());
        } catch (JsonProblem e) {
            Map<String, String> form = form(answer.body());
            if (form.containsKey("access_token") || form.containsKey("error")) {
                return Json.parse(Json.write(form));
            }
            if (answer.status() >= 400) {
                return Json.parse("{}");
            }
            throw new ServiceUnavailable("the service's answer is not JSON", null);
        }
    }

    private static Map<String, String> form(String body) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : body.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.matches("(%[0-9A-Fa-f]{2}|[^%])*")) {
                values.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return values;
    }

    private static String printable(String error) {
        // an error code goes into messages and pages: nothing but a plain word may pass
        return error.matches("[A-Za-z0-9_.-]{1,64}") ? error : "unknown_error";
    }

    /// The text or number at a JSON pointer; empty when absent, null, or empty.
    Optional<String> text(String pointer) {
        if (pointer.isEmpty()) {
            return Optional.empty();
        }
        JsonNode node = json.at(pointer);
        if (node.isMissingNode() || node.isNull() || node.isContainer()) {
            return Optional.empty();
        }
        return Optional.of(node.asString()).filter(value -> !value.isEmpty());
    }

    /// Top-level members that are texts or numbers.
    Map<String, String> plainMembers() {
        Map<String, String> members = new LinkedHashMap<>();
        json.properties()
                .forEach(entry -> {
                    if (entry.getValue().isValueNode() && !entry.getValue().isNull()) {
                        members.put(entry.getKey(), entry.getValue().asString());
                    }
                });
        return members;
    }
}
