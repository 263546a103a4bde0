package dev.mcpoauth.inspector;

import dev.mcpoauth.trace.Redactor;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Decides which messages are one login: those that share a state, a code, a token, a form, a
/// browser or, failing these, a client.
///
/// Not safe for several threads; [Recorder] holds the lock.
final class Flows {
    private static final int MOST_MARKS = 20_000;

    /// What is discovered belongs to what the same program does right after.
    private static final Duration SAME_PROGRAM = Duration.ofSeconds(60);

    /// Names whose values mark one login, the surest first.
    private static final List<String> MARKS =
            List.of(
                    "login",
                    "ticket",
                    "state",
                    "code",
                    "refresh_token",
                    "access_token",
                    "bearer",
                    "token",
                    "cookie",
                    "client_id");

    /// A flow.
    ///
    /// @param id its number
    /// @param asked whether an authorization request is in it
    /// @param lastAt when its last message was
    private record Flow(long id, boolean asked, Instant lastAt) {}

    private final Map<String, Long> flowOfMark =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > MOST_MARKS;
                }
            };
    private final Map<Long, Flow> flows =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Flow> eldest) {
                    return size() > MOST_MARKS;
                }
            };
    private long newest;

    /// The flow of a request; a new one when nothing connects it to what was before.
    long of(Heard request) {
        boolean authorize = request.path().equals("/authorize");
        Flow flow =
                known(request.asked(), authorize)
                        .or(() -> sameProgram(request, authorize))
                        .orElseGet(() -> new Flow(++newest, false, request.at()));
        flows.put(flow.id(), new Flow(flow.id(), flow.asked() || authorize, request.at()));
        mark(flow.id(), request.asked());
        if (!request.agent().isEmpty()) {
            flowOfMark.put(mark("agent", request.agent()), flow.id());
        }
        return flow.id();
    }

    /// What an answer handed out marks the flow from now on.
    void mark(long flow, Map<String, String> values) {
        for (String name : MARKS) {
            String value = values.getOrDefault(name, "");
            if (!value.isEmpty()) {
                flowOfMark.put(mark(name, value), flow);
            }
        }
    }

    /// Nearly all of these are secrets, any may be long, and only whether two are the same counts.
    private static String mark(String name, String value) {
        return name + "=" + Redactor.hash(value);
    }

    private Optional<Flow> known(Map<String, String> asked, boolean authorize) {
        for (String name : MARKS) {
            Long id = flowOfMark.get(mark(name, asked.getOrDefault(name, "")));
            Flow flow = id == null ? null : flows.get(id);
            // a second authorization request of the same client or browser is another login
            if (flow != null && !(authorize && flow.asked())) {
                return Optional.of(flow);
            }
        }
        return Optional.empty();
    }

    private Optional<Flow> sameProgram(Heard request, boolean authorize) {
        Long id = flowOfMark.get(mark("agent", request.agent()));
        return Optional.ofNullable(id == null ? null : flows.get(id))
                .filter(flow -> !(authorize && flow.asked()))
                .filter(flow -> request.at().isBefore(flow.lastAt().plus(SAME_PROGRAM)));
    }
}
