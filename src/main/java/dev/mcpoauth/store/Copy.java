package dev.mcpoauth.store;

import dev.mcpoauth.store.StoreException.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

/// Moves a SQLite store into an empty PostgreSQL database: every row with its number, so that
/// sealed values and tokens stay valid under the same key.
public final class Copy {
    private static final int AT_ONCE = 500;

    private final Database from;
    private final Database to;
    private final Watcher watcher;
    private long copied;
    private boolean ended;

    /// A copy from one open database into another.
    public Copy(Store from, Store to) {
        this(from, to, (table, rows, all) -> {});
    }

    /// The same, watched.
    public Copy(Store from, Store to, Watcher watcher) {
        this.watcher = watcher;
        if (from.database().dialect() != Dialect.SQLITE
                || to.database().dialect() != Dialect.POSTGRESQL) {
            throw new StoreException(Kind.UNAVAILABLE, "only SQLite is copied, to PostgreSQL");
        }
        this.from = from.database();
        this.to = to.database();
    }

    /// Copies in one transaction, while nobody else can write to the source, and compares row by
    /// row; gives back the number of rows of each table. The MCP tokens live on in the target
    /// alone: in the source they end, for two stores that refresh one token would contradict.
    ///
    /// The source is committed first: where that fails, the target stays empty. Where the target
    /// fails after that, no token lives twice, but none may live at all; the copy can be made
    /// again.
    public Map<String, Long> run(Instant now) {
        try {
            return to.write(target -> once(target, now));
        } catch (StoreException e) {
            throw ended ? halfway(e) : e;
        }
    }

    private Map<String, Long> once(Transaction target, Instant now) {
        if (ended) {
            throw new StoreException(Kind.UNAVAILABLE, "the target undid the copy");
        }
        AtomicReference<@Nullable RuntimeException> first = new AtomicReference<>();
        try {
            Map<String, Long> counts =
                    from.write(source -> first(first, () -> move(source, target, now)));
            ended = true;
            return counts;
        } catch (StoreException | SqlFailure e) {
            boolean targets =
                    first.get() instanceof SqlFailure failure
                            && !(failure.sql() instanceof SQLiteException);
            throw targets ? Objects.requireNonNull(first.get()) : e;
        }
    }

    /// A work that failed is run once more by the source, on a target that it has left half full:
    /// the first failure is the one to tell.
    private static <T> T first(
            AtomicReference<@Nullable RuntimeException> failure, Supplier<T> work) {
        RuntimeException before = failure.get();
        if (before != null) {
            throw before;
        }
        try {
            return work.get();
        } catch (RuntimeException e) {
            failure.set(e);
            throw e;
        }
    }

    private static StoreException halfway(StoreException e) {
        return new StoreException(
                e.kind(),
                e.getMessage()
                        + "; the MCP tokens of the source have ended already: copy once more; if the"
                        + " target is not empty then, all of it is there",
                e);
    }

    private Map<String, Long> move(Transaction source, Transaction target, Instant now) {
        Map<String, Long> counts = copy(source, target);
        compare(source, target, counts.keySet());
        Recheck.apply(source, now);
        return counts;
    }

    private Map<String, Long> copy(Transaction source, Transaction target) {
        if (target.one("SELECT 1 FROM clients", row -> 1).isPresent()
                || target.one("SELECT 1 FROM service_accounts", row -> 1).isPresent()) {
            throw new StoreException(Kind.EXISTS, "the target is not empty");
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        long all = 0;
        for (String table : tables(source)) {
            all += source.one("SELECT COUNT(*) FROM " + table, row -> row.getLong(1)).orElse(0L);
        }
        copied = 0;
        for (String table : tables(source)) {
            target.update("DELETE FROM " + table);
            watcher.at(table, copied, all);
            counts.put(table, rows(source, target, new Part(table, all)));
            numbers(source, target, table);
        }
        return counts;
    }

    /// In the order in which they were made: a table comes after those that it refers to. Without
    /// the one that only the readers of a file need.
    private static List<String> tables(Transaction source) {
        return source.all(
                """
                SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
                    AND name <> 'lasting_changes'
                ORDER BY rowid
                """,
                row -> row.getString(1));
    }

    /// A table, and the rows of all tables.
    private record Part(String table, long all) {}

    private long rows(Transaction source, Transaction target, Part part) {
        String table = part.table();
        List<String> columns = columns(source, table);
        String sql =
                "INSERT INTO %s (%s) VALUES (%s)"
                        .formatted(
                                table,
                                String.join(", ", columns),
                                String.join(", ", Collections.nCopies(columns.size(), "?")));
        List<@Nullable Object[]> waiting = new ArrayList<>(AT_ONCE);
        long count =
                source.each(
                        "SELECT " + String.join(", ", columns) + " FROM " + table,
                        row -> {
                            waiting.add(values(row, columns.size()));
                            if (waiting.size() == AT_ONCE) {
                                send(target, sql, waiting);
                                watcher.at(table, copied, part.all());
                            }
                        });
        send(target, sql, waiting);
        watcher.at(table, copied, part.all());
        return count;
    }

    private void send(Transaction target, String sql, List<@Nullable Object[]> waiting) {
        target.updateAll(sql, waiting);
        copied += waiting.size();
        waiting.clear();
    }

    private static List<String> columns(Transaction source, String table) {
        return source.all("SELECT name FROM pragma_table_info(?)", row -> row.getString(1), table);
    }

    private static @Nullable Object[] values(ResultSet row, int columns) throws SQLException {
        @Nullable Object[] values = new Object[columns];
        for (int i = 0; i < columns; i++) {
            values[i] = row.getObject(i + 1);
        }
        return values;
    }

    /// New rows get numbers that no row ever had in the source.
    private static void numbers(Transaction source, Transaction target, String table) {
        var last =
                source.one(
                        "SELECT seq FROM sqlite_sequence WHERE name = ?",
                        row -> row.getLong(1),
                        table);
        if (last.isPresent() && last.get() > 0) {
            target.one(
                    "SELECT setval(pg_get_serial_sequence(?, 'id'), ?)",
                    row -> row.getLong(1),
                    table,
                    last.get());
        }
    }

    private static void compare(Transaction source, Transaction target, Set<String> tables) {
        for (String table : tables) {
            String sql =
                    "SELECT %s FROM %s ORDER BY 1, 2"
                            .formatted(String.join(", ", columns(source, table)), table);
            if (!digest(source, sql).equals(digest(target, sql))) {
                throw new StoreException(
                        Kind.DAMAGED, "table " + table + " is not the same after the copy");
            }
        }
    }

    /// Equal for equal rows in the same order, whatever the database's types are called.
    private static List<Integer> digest(Transaction tx, String sql) {
        List<Integer> hashes = new ArrayList<>();
        tx.each(
                sql,
                row -> {
                    int columns = row.getMetaData().getColumnCount();
                    int hash = 1;
                    for (Object value : values(row, columns)) {
                        hash = 31 * hash + hash(value);
                    }
                    hashes.add(hash);
                });
        return hashes;
    }

    private static int hash(@Nullable Object value) {
        return switch (value) {
            case byte[] bytes -> java.util.Arrays.hashCode(bytes);
            case Number number -> Long.hashCode(number.longValue());
            case null, default -> Objects.hashCode(value);
        };
    }
}
