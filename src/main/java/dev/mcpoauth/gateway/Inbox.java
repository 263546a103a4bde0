package dev.mcpoauth.gateway;

import dev.mcpoauth.json.Json;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Messages of a program for one HTTP exchange, of a bounded size: when it is full, the program
/// waits for the client.
final class Inbox {
    /// What lies in it.
    sealed interface Mail {}

    /// A message of the program's own.
    record Note(String json) implements Mail {}

    /// The answer: the last thing that comes.
    record Answer(String json) implements Mail {}

    /// Nothing more will come.
    record End() implements Mail {}

    /// What was there is lost, and nothing more will come: the client took nothing for too long.
    record Lost() implements Mail {}

    static final int MOST_CHARACTERS = 1 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Mail> mails = new ArrayDeque<>();
    private int characters;
    private boolean over;
    private final @Nullable RpcMessage request;
    private final @Nullable OwnId own;

    /// For the answer to a request, or, with null, for a stream that answers none.
    ///
    /// @param own what the program knows the request by; null where it is the client's own id
    Inbox(@Nullable RpcMessage request, @Nullable OwnId own) {
        this.request = request;
        this.own = own;
    }

    @Nullable JsonNode id() {
        return request == null ? null : request.id();
    }

    /// What tells the program that nobody waits for its answer; empty where it must not be told.
    Optional<String> cancellation() {
        // MCP, cancellation: initialize must not be cancelled
        if (request == null || request.begins()) {
            return Optional.empty();
        }
        Object known = own == null ? request.id() : own.number();
        return Optional.of(
                Json.write(
                        Map.of(
                                "jsonrpc",
                                "2.0",
                                "method",
                                "notifications/cancelled",
                                "params",
                                Map.of("requestId", Objects.requireNonNull(known)))));
    }

    @Nullable OwnId own() {
        return own;
    }

    static @Nullable JsonNode progressToken(RpcMessage request) {
        return request.params().path("_meta").get("progressToken");
    }

    /// True when a message of the program is about this request.
    boolean isNamedIn(JsonNode message) {
        if (own != null) {
            return own.namedIn(message);
        }
        JsonNode token = request == null ? null : progressToken(request);
        return token != null && token.equals(message.path("params").path("progressToken"));
    }

    /// A message of the program as the client gets it.
    String shown(JsonNode message, String json) {
        return own == null ? json : own.forClient(message, json);
    }

    /// Adds what comes once: there is room for it.
    void add(Mail mail) {
        lock.lock();
        try {
            over |= mail instanceof End;
            mails.add(mail);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Adds a message when there is room for it; false when there was none in time, or when nobody
    /// listens any more.
    boolean offer(String json, Duration patience) {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (!over && characters > 0 && characters + json.length() > MOST_CHARACTERS) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            if (!over) {
                characters += json.length();
                mails.add(new Note(json));
                changed.signalAll();
            }
            return !over;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// Nobody listens any more, or nobody shall.
    void close() {
        lock.lock();
        try {
            if (!over) {
                over = true;
                mails.clear();
                mails.add(new Lost());
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// The next mail, or empty when none came in time.
    Optional<Mail> next(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (mails.isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
            }
            Mail mail = mails.poll();
            if (mail instanceof Note(String json)) {
                characters -= json.length();
                changed.signalAll();
            }
            return Optional.ofNullable(mail);
        } finally {
            lock.unlock();
        }
    }
}
