package dev.mcpoauth.gateway;

import dev.mcpoauth.json.Json;
import dev.mcpoauth.json.JsonProblem;
import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.ServiceToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One user's session with a program of their own: who waits for which answer, and where the
/// program's own messages go.
///
/// A message of the program that answers nothing goes to the request that its progress token names,
/// else to the open stream, else to the newest request, else it waits for the next stream.
final class ChildSession {
    private static final System.Logger LOG = System.getLogger(ChildSession.class.getName());
    private static final int MOST_WAITING = 500;
    private static final int SERVER_ERROR = -32000;

    private final String owner;
    private final String user;
    private final ChildProcess child;
    private final @Nullable ServiceToken service;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Inbox> asked = new LinkedHashMap<>();
    private final Deque<String> waiting = new ArrayDeque<>();
    private final AtomicLong numbers = new AtomicLong();
    private final Duration patience;
    private final boolean shared;
    private int waitingCharacters;
    private @Nullable Inbox stream;
    private volatile @Nullable AccessTokenInfo token;
    private long usedAt = System.nanoTime();
    private boolean ended;

    /// @param patience how long a client that takes nothing of what it is sent may hold up the rest
    /// @param shared whether several clients with ids of their own may ask it
    ChildSession(Caller caller, ChildProcess child, Duration patience, boolean shared) {
        this.owner = caller.owner();
        this.user = caller.user();
        this.token = caller.token();
        this.service = caller.service();
        this.child = child;
        this.patience = patience;
        this.shared = shared;
    }

    /// True for the user and the client that began it.
    boolean belongsTo(Caller caller) {
        return owner.equals(caller.owner());
    }

    boolean isOf(String someUser) {
        return user.equals(someUser);
    }

    /// The newest token that was shown for it, which may belong to a newer login.
    void usedBy(Caller caller) {
        token = caller.token();
    }

    /// That token; null for a session of nobody.
    @Nullable AccessTokenInfo token() {
        return token;
    }

    /// True when the token in the program's environment is dead: only a new program can have a new
    /// one.
    boolean outlived(Instant now) {
        return service != null && service.expiresWithin(Duration.ZERO, now);
    }

    /// Reads the program's output until it ends; then everybody who waits is told.
    void run(Runnable afterwards) {
        try {
            int exit = child.read(this::receive);
            end("the MCP server ended with exit code " + exit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end("the MCP server was stopped");
        } finally {
            afterwards.run();
        }
    }

    /// Sends a request and gives back where its answer will be; empty when its id is in use.
    Optional<Inbox> ask(RpcMessage request, byte[] bytes) throws IOException {
        OwnId own = shared ? ownId(request) : null;
        Inbox inbox = new Inbox(request, own);
        lock.lock();
        try {
            touch();
            if (ended) {
                throw new IOException("the session has ended");
            }
            String id = own == null ? String.valueOf(request.id()) : own.text();
            if (asked.putIfAbsent(id, inbox) != null) {
                return Optional.empty();
            }
        } finally {
            lock.unlock();
        }
        try {
            child.send(own == null ? bytes : own.inRequest(bytes));
        } catch (IOException e) {
            forget(inbox);
            throw e;
        }
        return Optional.of(inbox);
    }

    private OwnId ownId(RpcMessage request) {
        return new OwnId(
                numbers.incrementAndGet(),
                Objects.requireNonNull(request.id()),
                Inbox.progressToken(request));
    }

    /// Sends a message that has no answer.
    void tell(RpcMessage message, byte[] bytes) throws IOException {
        touch();
        if (!shared || !message.method().equals("notifications/cancelled")) {
            child.send(bytes);
            return;
        }
        List<OwnId> meant = meantBy(message.params().path("requestId"));
        // where two clients have this id, nobody can tell whose request it is: both go on
        if (meant.size() == 1) {
            child.send(meant.getFirst().inCancellation(bytes));
        }
    }

    private List<OwnId> meantBy(JsonNode id) {
        lock.lock();
        try {
            return asked.values().stream()
                    .filter(inbox -> id.equals(inbox.id()))
                    .map(Inbox::own)
                    .filter(Objects::nonNull)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /// Opens the stream for the program's own messages; an older one ends.
    Inbox open() {
        Inbox inbox = new Inbox(null, null);
        lock.lock();
        try {
            touch();
            if (stream != null) {
                stream.add(new Inbox.End());
            }
            stream = inbox;
            // all of it fits, and nothing waits with the lock held
            waiting.forEach(line -> inbox.offer(line, Duration.ZERO));
            waiting.clear();
            waitingCharacters = 0;
            if (ended) {
                inbox.add(new Inbox.End());
            }
        } finally {
            lock.unlock();
        }
        return inbox;
    }

    /// Nobody waits for the answer to a request any more. The program is told when it was late, and
    /// when the client has gone and has no other way to say so.
    ///
    /// MCP 2026-07-28, cancellation: a client that closes the stream has cancelled, and on standard
    /// streams `notifications/cancelled` says so. With sessions, a client that goes says nothing.
    void leave(Inbox inbox, boolean late) {
        if (!forget(inbox) || !(late || shared)) {
            return;
        }
        try {
            Optional<String> cancellation = inbox.cancellation();
            if (cancellation.isPresent()) {
                child.send(cancellation.get().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a program was not told", e);
        }
    }

    /// Nobody listens there any more, or nobody shall; true when an answer would still have come.
    boolean forget(Inbox inbox) {
        lock.lock();
        try {
            touch();
            boolean unanswered = asked.values().remove(inbox);
            if (stream == inbox) {
                stream = null;
            }
            inbox.close();
            return unanswered;
        } finally {
            lock.unlock();
        }
    }

    private void receive(String line) {
        JsonNode message;
        try {
            message = Json.parseAnswer(line);
        } catch (JsonProblem e) {
            child.log().say("a line on its output is no JSON message: " + line);
            return;
        }
        if (message.has("id") && !message.has("method")) {
            answered(message, line);
        } else {
            // a client that takes nothing holds the program up for so long, and then loses its
            // place
            Inbox inbox = listener(message, line);
            while (inbox != null && !inbox.offer(inbox.shown(message, line), patience)) {
                forget(inbox);
                inbox = listener(message, line);
            }
        }
    }

    private void answered(JsonNode message, String line) {
        lock.lock();
        try {
            Inbox inbox = asked.remove(message.path("id").toString());
            if (inbox != null) {
                inbox.add(new Inbox.Answer(inbox.shown(message, line)));
            }
        } finally {
            lock.unlock();
        }
    }

    /// Who hears the message; where nobody does, it waits if there is room for it.
    private @Nullable Inbox listener(JsonNode message, String line) {
        lock.lock();
        try {
            Inbox inbox = listener(message);
            int more = waitingCharacters + line.length();
            if (inbox == null && waiting.size() < MOST_WAITING && more <= Inbox.MOST_CHARACTERS) {
                waiting.add(line);
                waitingCharacters = more;
            }
            return inbox;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Inbox listener(JsonNode message) {
        Inbox newest = null;
        for (Inbox each : asked.values()) {
            newest = each;
            if (each.isNamedIn(message)) {
                return each;
            }
        }
        return stream != null ? stream : newest;
    }

    private void end(String why) {
        lock.lock();
        try {
            ended = true;
            for (Inbox inbox : asked.values()) {
                String answer = Json.write(Answers.rpcError(inbox.id(), SERVER_ERROR, why));
                inbox.add(new Inbox.Answer(answer));
            }
            asked.clear();
            if (stream != null) {
                stream.add(new Inbox.End());
            }
        } finally {
            lock.unlock();
        }
    }

    private void touch() {
        usedAt = System.nanoTime();
    }

    /// True when nobody has waited for or asked anything for this long.
    boolean idleFor(long nanos) {
        lock.lock();
        try {
            return asked.isEmpty() && stream == null && System.nanoTime() - usedAt > nanos;
        } finally {
            lock.unlock();
        }
    }

    void stop() {
        child.stop();
    }
}
