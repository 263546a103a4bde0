package dev.mcpoauth.inspector;

import dev.mcpoauth.trace.Redactor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/// Remembers the newest messages in memory, and tells whoever watches of each new one.
///
/// What is remembered holds no secret: it is replaced before it is kept. Under load most messages
/// are let go unread, because nobody reads hundreds a second.
public final class Recorder {
    private static final int MOST_MESSAGES = 2_000;
    private static final int MOST_A_SECOND = 100;
    private static final int SHORT_ID = 12;
    private static final int MOST_TITLE = 200;

    /// What all of them may take together: those of a stranger may be long.
    private static final long MOST_BYTES = Runtime.getRuntime().maxMemory() / 16;

    /// What a name and its value take beside their characters.
    private static final int ENTRY = 140;

    private final Redactor redactor = new Redactor();
    private final Rules rules = new Rules();
    private final Flows flows = new Flows();
    private final Deque<Message> messages = new ArrayDeque<>();
    private final List<Consumer<Message>> watchers = new CopyOnWriteArrayList<>();
    private final Function<String, Optional<String>> clientNames;
    private final Map<Long, String> titles =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
                    return size() > MOST_MESSAGES;
                }
            };
    private long newest;
    private long bytes;
    private volatile long second;
    private final AtomicInteger inSecond = new AtomicInteger();

    /// A recorder that calls flows by their client's name, as `clientNames` knows it by id.
    public Recorder(Function<String, Optional<String>> clientNames) {
        this.clientNames = clientNames;
    }

    /// Whether there is room for one more this second; asks for the clock only.
    public boolean wants(long nowMillis) {
        long now = nowMillis / 1000;
        if (now != second) {
            second = now;
            inSecond.set(0);
        }
        return inSecond.incrementAndGet() <= MOST_A_SECOND;
    }

    /// Keeps a request to the broker, with what the broker asked services meanwhile.
    public void keep(Heard served, List<Heard> sent) {
        // before the lock: the store is asked
        String client = clientName(served);
        List<Message> kept = new ArrayList<>();
        synchronized (this) {
            long flow = flows.of(served);
            String title = title(flow, served, client);
            flows.mark(flow, served.answered());
            kept.add(message(flow, title, served, "broker"));
            for (Heard each : sent) {
                flows.mark(flow, each.answered());
                kept.add(message(flow, title, each, "service"));
            }
            messages.addAll(kept);
            kept.forEach(each -> bytes += bytes(each));
            while (messages.size() > MOST_MESSAGES || bytes > MOST_BYTES) {
                bytes -= bytes(messages.removeFirst());
            }
        }
        kept.forEach(message -> watchers.forEach(watcher -> watcher.accept(message)));
    }

    private static long bytes(Message message) {
        long all = bytes(message.asked()) + bytes(message.answered());
        int more = message.url().length() + message.path().length() + message.outcome().length();
        return all + 2L * more;
    }

    private static long bytes(Map<String, String> values) {
        long all = 0;
        for (Map.Entry<String, String> each : values.entrySet()) {
            all += ENTRY + 2L * (each.getKey().length() + each.getValue().length());
        }
        return all;
    }

    private Message message(long flow, String title, Heard heard, String to) {
        String endpoint = Outcome.endpoint(heard.path());
        String refusal = heard.refusal();
        Outcome outcome = Outcome.of(heard, to.equals("broker"));
        return new Message(
                ++newest,
                flow,
                title,
                heard.at(),
                to,
                heard.method(),
                redactor.url(heard.url()),
                redactor.url(heard.path()),
                hidden(heard.asked()),
                heard.status(),
                hidden(heard.answered()),
                outcome.verdict(),
                redactor.text(outcome.words()),
                refusal == null ? null : rules.fix(endpoint, refusal).orElse(null),
                to.equals("broker") && !outcome.verdict().equals("usual")
                        ? rules.checked(endpoint, refusal)
                        : List.of(),
                heard.millis());
    }

    /// A flow is called by its client; until one is known, by where it began.
    private String title(long flow, Heard served, String client) {
        String known = titles.get(flow);
        if (known != null && (client.isEmpty() || !known.startsWith("/"))) {
            return known;
        }
        String whole = client.isEmpty() ? redactor.url(served.path()) : client;
        String title = whole.length() > MOST_TITLE ? whole.substring(0, MOST_TITLE) : whole;
        titles.put(flow, title);
        return title;
    }

    /// The name of the client that a request tells of, or what is known of it; empty when it tells
    /// of none.
    private String clientName(Heard served) {
        String id =
                served.answered()
                        .getOrDefault("client_id", served.asked().getOrDefault("client_id", ""));
        if (id.isEmpty()) {
            return "";
        }
        boolean readable = id.length() <= SHORT_ID || id.startsWith("https:");
        return clientNames
                .apply(id)
                .orElseGet(() -> readable ? id : id.substring(0, SHORT_ID) + "…");
    }

    private Map<String, String> hidden(Map<String, String> values) {
        Map<String, String> safe = new LinkedHashMap<>();
        values.forEach((name, value) ->
                safe.put(
                        name,
                        redactor.secret(name) || name.equals("bearer") || name.equals("login")
                                ? redactor.hidden(value)
                                : redactor.text(value)));
        return safe;
    }

    /// Everything that is remembered, the oldest first.
    public synchronized List<Message> recent() {
        return List.copyOf(messages);
    }

    /// Tells a watcher of every message from now on; the answer stops that.
    public Runnable watch(Consumer<Message> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }
}
