package dev.mcpoauth.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// What happened that somebody may want to know later; rows are only added.
public final class Audit {
    /// One event.
    ///
    /// @param at when it happened
    /// @param event its name, such as `refresh_token_reused`
    /// @param detail one sentence without secrets
    public record Entry(Instant at, String event, String detail) {}

    Audit() {}

    /// Adds an event.
    public void append(Transaction tx, Entry entry) throws SQLException {
        tx.update(
                "INSERT INTO audit (at, event, detail) VALUES (?, ?, ?)",
                entry.at(),
                entry.event(),
                entry.detail());
    }

    /// The newest events, at most `most` of them, the newest first.
    public List<Entry> tail(Transaction tx, int most) throws SQLException {
        return tx.all(
                "SELECT at, event, detail FROM audit ORDER BY id DESC LIMIT ?",
                row ->
                        new Entry(
                                Transaction.instant(row, "at"),
                                row.getString("event"),
                                row.getString("detail")),
                most);
    }
}
