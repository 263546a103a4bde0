package dev.mcpoauth.provider;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import dev.mcpoauth.oauth.Parameters;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A service's answer, parsed; [#trouble()] tells a good one, a final refusal and trouble that
/// passes apart.
public final class ServiceAnswer {
    private static final int TOO_MANY = 429;
    private static final int UNAUTHORIZED = 401;
    private static final String UNKNOWN = "unknown_error";

    /// What an OAuth error looks like, in the RFCs and at every service that has its own.
    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9_]*+");

    private static final Set<String> PASSING =
            Set.of(
                    "temporarily_unavailable",
                    "server_error",
                    "slow_down",
                    "ratelimited",
                    "internal_error",
                    "fatal_error",
                    "service_unavailable",
                    "request_timeout");

    private final int status;
    private final @Nullable Duration retryAfter;
    private final @Nullable JsonNode json;

    private ServiceAnswer(int status, @Nullable Duration retryAfter, @Nullable JsonNode json) {
        this.status = status;
        this.retryAfter = retryAfter;
        this.json = json;
    }

    static ServiceAnswer of(ServiceHttp.Answer answer) {
        return new ServiceAnswer(
                answer.status(),
                answer.retryAfter().map(Duration::ofSeconds).orElse(null),
                parse(answer.body()));
    }

    /// Values that were kept from an earlier answer, as an answer.
    static ServiceAnswer kept(Map<String, String> values) {
        return of(Json.parse(Json.write(values)));
    }

    /// What stood in an answer, as an answer.
    static ServiceAnswer of(JsonNode json) {
        return new ServiceAnswer(200, null, json);
    }

    private static @Nullable JsonNode parse(String body) {
        try {
            return Json.parse(body);
        } catch (JsonProblem e) {
            Map<String, String> form = form(body);
            return form.containsKey("access_token") || form.containsKey("error")
                    ? Json.parse(Json.write(form))
                    : null;
        }
    }

    private static Map<String, String> form(String body) {
        // a page is no form, whatever its links say
        return body.stripLeading().startsWith("<") ? Map.of() : Parameters.readable(body);
    }

    /// The HTTP status.
    public int status() {
        return status;
    }

    /// The service's error code, whatever the status; empty text when there is none.
    public String error() {
        // RFC 6749 5.2: a code is a text; some services say in a good answer that it is false or 0
        String error = json == null ? "" : json.path("error").stringValue("");
        // an error code goes into messages and pages: nothing but a plain word may pass
        return error.isEmpty() || error.matches("[A-Za-z0-9_.-]{1,64}") ? error : UNKNOWN;
    }

    /// What is wrong with it; empty for a good answer.
    public Optional<ServiceException> trouble() {
        if (status >= 500 || status == TOO_MANY) {
            return passing("the service answered HTTP " + status);
        }
        String error = error();
        // some services say no with HTTP 200: an error member decides, whatever the status
        boolean denied = json != null && !json.path("ok").asBoolean(true);
        boolean refused = status >= 400 || !error.isEmpty() || denied;
        if (refused && PASSING.contains(error)) {
            return passing("the service answered " + error);
        }
        // RFC 6749 5.2: without an OAuth error it is a proxy, a framework ("Not Found") or a moved
        // endpoint talking: nothing is final yet
        boolean coded = CODE.matcher(error).matches() && !error.equals(UNKNOWN);
        if (refused && !coded && status != UNAUTHORIZED) {
            return passing("the service answered HTTP " + status + " without an OAuth error");
        }
        if (refused) {
            return Optional.of(new ServiceRefused(error.isEmpty() ? "http_error" : error, status));
        }
        if (status >= 300) {
            return passing("the service answered with a redirect");
        }
        return json == null ? passing("the service's answer is not JSON") : Optional.empty();
    }

    private Optional<ServiceException> passing(String message) {
        return Optional.of(new ServiceUnavailable(message, retryAfter));
    }

    /// The text or number at a JSON pointer; empty when absent, null, or empty.
    public Optional<String> text(String pointer) {
        JsonNode node = json == null || pointer.isEmpty() ? null : json.at(pointer);
        if (node == null || node.isMissingNode() || node.isNull() || node.isContainer()) {
            return Optional.empty();
        }
        return Optional.of(node.asString()).filter(value -> !value.isEmpty());
    }

    /// The first of these pointers that finds something.
    public Optional<String> first(List<String> pointers) {
        return pointers.stream().flatMap(pointer -> text(pointer).stream()).findFirst();
    }

    /// The elements of the array at a JSON pointer, each as an answer of its own.
    public List<ServiceAnswer> elements(String pointer) {
        JsonNode node = json == null ? null : json.at(pointer);
        return node == null || !node.isArray()
                ? List.of()
                : node.valueStream().map(each -> new ServiceAnswer(status, null, each)).toList();
    }

    /// The answer itself, when it is a text or number; the elements of a list of texts are such.
    public Optional<String> value() {
        return json == null || !json.isValueNode() || json.isNull()
                ? Optional.empty()
                : Optional.of(json.asString());
    }

    /// Top-level members that are texts or numbers.
    public Map<String, String> plainMembers() {
        Map<String, String> members = new LinkedHashMap<>();
        if (json != null) {
            json.properties()
                    .forEach(entry -> {
                        if (entry.getValue().isValueNode() && !entry.getValue().isNull()) {
                            members.put(entry.getKey(), entry.getValue().asString());
                        }
                    });
        }
        return members;
    }

    /// Hides the body.
    @Override
    public String toString() {
        return "ServiceAnswer[" + status + "]";
    }
}
