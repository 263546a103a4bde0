package dev.mcpoauth.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// What happened that somebody may want to know later; rows are only added.
public final class Audit {
    /// One event.
    ///
    /// @param at when it happened
    /// @param event its name, such as `refresh_token_reused`
    /// @param detail one sentence without secrets
    public record Entry(Instant at, String event, String detail) {}

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    Audit() {}

    /// How often each event was added by this process; one whose transaction failed counts, too.
    public Map<String, Long> counts() {
        Map<String, Long> all = new TreeMap<>();
        counts.forEach((event, count) -> all.put(event, count.sum()));
        return all;
    }

    /// Adds an event.
    public void append(Transaction tx, Entry entry) {
        counts.computeIfAbsent(entry.event(), name -> new LongAdder()).increment();
        tx.update(
                "INSERT INTO audit (at, event, detail) VALUES (?, ?, ?)",
                entry.at(),
                entry.event(),
                entry.detail());
    }

    /// Gives every event since then to `action`, the oldest first; gives back how many.
    public long export(Transaction tx, Instant since, Consumer<Entry> action) {
        return tx.each(
                "SELECT at, event, detail FROM audit WHERE at >= ? ORDER BY id",
                row -> action.accept(read(row)),
                since);
    }

    private static Entry read(ResultSet row) throws SQLException {
        return new Entry(
                Transaction.instant(row, "at"), row.getString("event"), row.getString("detail"));
    }

    /// How often an event with this detail happened since.
    public int count(Transaction tx, Entry since) {
        return tx.one(
                        "SELECT COUNT(*) FROM audit WHERE event = ? AND detail = ? AND at >= ?",
                        row -> row.getInt(1),
                        since.event(),
                        since.detail(),
                        since.at())
                .orElse(0);
    }

    /// The newest events, at most `most` of them, the newest first.
    public List<Entry> tail(Transaction tx, int most) {
        return tx.all(
                "SELECT at, event, detail FROM audit ORDER BY id DESC LIMIT ?", Audit::read, most);
    }
}
