package dev.mcpoauth.gateway;

import dev.mcpoauth.json.Json;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes a program's messages to the client: as events, or as one JSON answer.
final class ChildRelay {
    private static final Duration LASTING = Duration.ofDays(1);
    private static final String LATE = "the MCP server did not answer";

    private final Call call;
    private final Door door;
    private final ListFilter filter;
    private final TokenEnd token;

    ChildRelay(Call call, Door door) {
        this.call = call;
        this.door = door;
        this.filter = new ListFilter(door.policy(), call.caller().scope());
        this.token = new TokenEnd(call, door.limits().heartbeat());
    }

    /// Asks the program and answers with what it says until its answer is there.
    void ask(ChildSession session, RpcMessage request, byte[] bytes) throws IOException {
        Optional<Inbox> asked;
        try {
            asked = session.ask(request, bytes);
        } catch (IOException e) {
            Answers.json(
                    call.ctx(),
                    502,
                    Answers.rpcError(request.id(), -32000, "the MCP server does not listen"));
            return;
        }
        if (asked.isEmpty()) {
            // MCP: a requestor must not use an id twice within a session
            Answers.json(
                    call.ctx(), 400, Answers.rpcError(request.id(), -32600, "the id is in use"));
            return;
        }
        Inbox inbox = asked.get();
        boolean late = false;
        try {
            late = wantsEvents(call.ctx()) ? events(inbox, patience(request)) : document(inbox);
        } finally {
            session.leave(inbox, late);
        }
    }

    /// Streams the program's own messages until either side ends.
    void stream(ChildSession session) throws IOException {
        if (!wantsEvents(call.ctx())) {
            Answers.fault(call.ctx(), 406, "not_acceptable", "accept text/event-stream");
            return;
        }
        Inbox inbox = session.open();
        Runnable end = () -> inbox.add(new Inbox.End());
        door.streams().add(end);
        try {
            events(inbox, LASTING);
        } finally {
            door.streams().remove(end);
            session.forget(inbox);
        }
    }

    /// How long the program may say nothing; a subscription is a stream that may be silent.
    private Duration patience(RpcMessage request) {
        return request.method().equals("subscriptions/listen") ? LASTING : door.limits().answer();
    }

    private static boolean wantsEvents(Context ctx) {
        String accept = ctx.header("Accept");
        return accept != null && accept.toLowerCase(Locale.ROOT).contains("text/event-stream");
    }

    /// True when the program said nothing in time.
    private boolean events(Inbox inbox, Duration longest) throws IOException {
        Context ctx = call.ctx();
        ctx.status(200).contentType("text/event-stream").header("Cache-Control", "no-store");
        // proxies must hold nothing of it back
        ctx.header("X-Accel-Buffering", "no");
        OutputStream out = ctx.res().getOutputStream();
        out.flush();
        long heard = System.nanoTime();
        while (true) {
            switch (next(inbox, door.limits().heartbeat())) {
                case null -> {
                    if (System.nanoTime() - heard > longest.toNanos()) {
                        tooLate(inbox, out);
                        return true;
                    }
                    if (token.over()) {
                        return false;
                    }
                    // a write is what shows that the client has gone
                    write(out, ":\n\n");
                }
                case Inbox.Note(String json) -> {
                    if (token.over()) {
                        return false;
                    }
                    heard = System.nanoTime();
                    write(out, event(json));
                }
                case Inbox.Answer(String json) -> {
                    write(out, event(json));
                    return false;
                }
                case Inbox.End() -> {
                    return false;
                }
                case Inbox.Lost() -> throw new IOException("the client reads too slowly");
            }
        }
    }

    /// The head of the answer has gone: the error is in the words of JSON-RPC.
    private static void tooLate(Inbox inbox, OutputStream out) throws IOException {
        if (inbox.id() != null) {
            String error = Json.write(Answers.rpcError(inbox.id(), -32000, LATE));
            write(out, "event: message\ndata: " + error + "\n\n");
        }
    }

    private String event(String json) {
        return "event: message\ndata: " + shown(json) + "\n\n";
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /// True when the program did not answer in time.
    private boolean document(Inbox inbox) throws IOException {
        while (true) {
            switch (next(inbox, door.limits().answer())) {
                // the program's own messages have no place in one JSON answer
                case Inbox.Note note -> {}
                case Inbox.Answer(String json) -> {
                    call.ctx().contentType("application/json").result(shown(json));
                    return false;
                }
                case Inbox.End() -> {
                    return false;
                }
                case Inbox.Lost() -> throw new IOException("messages were lost");
                case null -> {
                    Answers.fault(call.ctx(), 504, "gateway_timeout", LATE);
                    return true;
                }
            }
        }
    }

    private String shown(String json) {
        return door.policy().hides() ? filter.filter(json) : json;
    }

    private static Inbox.@Nullable Mail next(Inbox inbox, Duration patience) throws IOException {
        try {
            return inbox.next(patience).orElse(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped", e);
        }
    }
}
