package dev.mcpoauth.trace;

import java.util.Map;

/// One request and its answer, as they were: only [Trace] writes them down.
///
/// @param direction `>` from us to a service, `<` from a client to the broker
/// @param request what was asked
/// @param answer what came back
/// @param millis how long it took
record Exchange(char direction, Trace.Request request, Trace.Answer answer, long millis) {
    String written(Redactor redactor) {
        StringBuilder text = new StringBuilder();
        text.append(direction)
                .append(' ')
                .append(request.method())
                .append(' ')
                .append(redactor.url(request.url()))
                .append('\n');
        headers(text, redactor, request.headers());
        body(text, redactor.body(request.type(), request.body()));
        text.append("  = ")
                .append(answer.status() == 0 ? "no answer" : "HTTP " + answer.status())
                .append("  ")
                .append(millis)
                .append(" ms\n");
        headers(text, redactor, answer.headers());
        body(text, redactor.body(answer.type(), answer.body()));
        return text.toString();
    }

    private static void headers(StringBuilder text, Redactor redactor, Map<String, String> all) {
        all.forEach((name, value) ->
                text.append("    ")
                        .append(name)
                        .append(": ")
                        .append(redactor.header(name, value))
                        .append('\n'));
    }

    private static void body(StringBuilder text, String body) {
        if (!body.isEmpty()) {
            text.append("    ").append(body).append('\n');
        }
    }
}
