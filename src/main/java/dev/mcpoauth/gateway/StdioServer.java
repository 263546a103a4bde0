package dev.mcpoauth.gateway;

import dev.mcpoauth.config.StdioSettings;
import dev.mcpoauth.oauth.AccessTokenInfo;
import dev.mcpoauth.oauth.Secret;
import io.javalin.http.Context;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// An MCP server that is a program: Streamable HTTP in front, a process of its own for each
/// session.
final class StdioServer implements Backend {
    private static final System.Logger LOG = System.getLogger(StdioServer.class.getName());
    private static final int MOST_SESSIONS = 200;
    private static final int MOST_FOR_ONE_USER = 20;
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(10);
    private static final long SHORTEST_PAUSE = Duration.ofMillis(50).toNanos();

    /// MCP 2026-07-28 has no sessions and no `initialize`: then a user's client has one program.
    private static final String FIRST_WITHOUT_SESSIONS = "2026-07-28";

    private final Map<String, ChildSession> sessions = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final Door door;
    private final StdioSettings settings;
    private final InstantSource clock;
    private final Thread reaper;

    /// Held from the look whether there may be one more session until it is there.
    private final Lock beginning = new ReentrantLock();

    private boolean closed;

    StdioServer(Door door, StdioSettings settings, InstantSource clock) {
        this.door = door;
        this.settings = settings;
        this.clock = clock;
        this.reaper = Thread.ofVirtual().start(this::reap);
    }

    @Override
    public boolean reads() {
        return true;
    }

    @Override
    public void serve(Call call) throws IOException {
        Context ctx = call.ctx();
        if (call.body() instanceof RpcBody.Read body) {
            if (body.batch()) {
                Answers.json(
                        ctx, 400, Answers.rpcError(null, -32600, "send one message at a time"));
            } else {
                post(call, body);
            }
            return;
        }
        Optional<ChildSession> session = named(call);
        if (session.isEmpty()) {
            return;
        }
        if (ctx.method().name().equals("DELETE")) {
            end(session.get());
            ctx.status(204);
        } else {
            new ChildRelay(call, door).stream(session.get());
        }
    }

    private void post(Call call, RpcBody.Read body) throws IOException {
        RpcMessage message = body.messages().getFirst();
        Optional<ChildSession> session = message.begins() ? begin(call, newId()) : known(call);
        if (session.isEmpty()) {
            return;
        }
        if (message.isRequest()) {
            new ChildRelay(call, door).ask(session.get(), message, body.bytes());
        } else {
            session.get().tell(message, body.bytes());
            call.ctx().status(202).result("");
        }
    }

    /// The session of a message; where there is none, the client has been told.
    private Optional<ChildSession> known(Call call) {
        String version = call.ctx().header("MCP-Protocol-Version");
        boolean sessionless =
                call.ctx().header("Mcp-Session-Id") == null
                        && version != null
                        && version.compareTo(FIRST_WITHOUT_SESSIONS) >= 0;
        return sessionless ? implied(call) : named(call);
    }

    private Optional<ChildSession> implied(Call call) {
        String id = "=" + call.caller().owner();
        beginning.lock();
        try {
            ChildSession old = sessions.get(id);
            if (old != null && !old.outlived(clock.instant())) {
                old.usedBy(call.caller());
                return Optional.of(old);
            }
            if (old != null) {
                end(old);
            }
            return begin(call, id);
        } finally {
            beginning.unlock();
        }
    }

    private Optional<ChildSession> named(Call call) {
        String id = call.ctx().header("Mcp-Session-Id");
        ChildSession session = id == null ? null : sessions.get(id);
        boolean mine = session != null && session.belongsTo(call.caller());
        if (session != null && mine && session.outlived(clock.instant())) {
            end(session);
            mine = false;
        }
        if (session == null || !mine) {
            missing(call.ctx());
            return Optional.empty();
        }
        session.usedBy(call.caller());
        return Optional.of(session);
    }

    private Optional<ChildSession> begin(Call call, String id) {
        beginning.lock();
        try {
            return mayBegin(call) ? started(call, id) : Optional.empty();
        } finally {
            beginning.unlock();
        }
    }

    /// Whether there may be one more session; where not, the client has been told.
    private boolean mayBegin(Call call) {
        long mine = sessions.values().stream().filter(s -> s.isOf(call.caller().user())).count();
        if (closed) {
            // the request had begun before newer settings were read
            busy(call, "1", "newer settings hold: ask again");
            return false;
        }
        if (sessions.size() >= MOST_SESSIONS || mine >= MOST_FOR_ONE_USER) {
            busy(call, "60", "too many sessions are open");
            return false;
        }
        return true;
    }

    private static void busy(Call call, String seconds, String why) {
        call.ctx().header("Retry-After", seconds);
        Answers.fault(call.ctx(), 503, "temporarily_unavailable", why);
    }

    private Optional<ChildSession> started(Call call, String id) {
        try {
            ChildProcess child = ChildProcess.start(door, settings, call.caller());
            boolean shared = id.startsWith("=");
            ChildSession session =
                    new ChildSession(call.caller(), child, door.limits().heartbeat(), shared);
            sessions.put(id, session);
            Thread.ofVirtual().start(() -> session.run(() -> sessions.remove(id, session)));
            if (!shared) {
                call.ctx().header("Mcp-Session-Id", id);
            }
            return Optional.of(session);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "cannot start " + settings.command().getFirst(), e);
            Answers.fault(call.ctx(), 502, "bad_gateway", "the MCP server cannot be started");
            return Optional.empty();
        }
    }

    private String newId() {
        return Secret.random(random).value();
    }

    private static void missing(Context ctx) {
        // MCP Streamable HTTP: 400 without a session, 404 for one that has ended or is another's
        boolean named = ctx.header("Mcp-Session-Id") != null;
        Answers.fault(
                ctx,
                named ? 404 : 400,
                named ? "not_found" : "invalid_request",
                named ? "no such session" : "begin with initialize");
    }

    private void end(ChildSession session) {
        sessions.values().remove(session);
        Thread.ofVirtual().start(session::stop);
    }

    /// Ends the programs that nobody uses, and at each heartbeat those whose login was revoked.
    private void reap() {
        long idle = settings.idle().toNanos();
        long pause = Math.min(idle / 4, door.limits().heartbeat().toNanos());
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(Math.max(SHORTEST_PAUSE, pause));
            sessions.values().stream()
                    .filter(session -> session.idleFor(idle) || revoked(session))
                    .toList()
                    .forEach(this::end);
        }
    }

    private boolean revoked(ChildSession session) {
        AccessTokenInfo token = session.token();
        try {
            return token != null && !door.bearer().loginLives(token);
        } catch (RuntimeException e) {
            // trouble of the store ends nobody's session
            LOG.log(System.Logger.Level.WARNING, "cannot see whether a login was revoked", e);
            return false;
        }
    }

    /// Ends every program and waits for their ends, but not for ever.
    @Override
    public void close() {
        reaper.interrupt();
        beginning.lock();
        try {
            // what is in the map now is all that there will ever be
            closed = true;
        } finally {
            beginning.unlock();
        }
        List<Thread> ends =
                sessions.values().stream()
                        .map(session -> Thread.ofVirtual().start(session::stop))
                        .toList();
        long until = System.nanoTime() + LONGEST_CLOSE.toNanos();
        try {
            for (Thread end : ends) {
                end.join(Duration.ofNanos(until - System.nanoTime()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
