package dev.mcpoauth.store;

import dev.mcpoauth.store.Database.Work;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The statements of one connection, prepared once and used by every transaction on it.
public final class Transaction {
    /// Reads one row.
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /// Does something with one row.
    @FunctionalInterface
    interface RowAction {
        void take(ResultSet row) throws SQLException;
    }

    private static final int FETCH = 500;

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private long statements;

    Transaction(Connection connection) {
        this.connection = connection;
    }

    /// Does a work of one statement, which needs no transaction around it.
    <T> T single(Work<T> work) throws SQLException {
        long before = statements;
        T result = work.in(this);
        if (statements > before + 1) {
            throw new IllegalStateException("more than one statement, and no transaction");
        }
        return result;
    }

    Connection connection() {
        return connection;
    }

    <T> Optional<T> one(String sql, Row<T> row, @Nullable Object... values) throws SQLException {
        return run(
                sql,
                statement -> {
                    try (ResultSet rows = statement.executeQuery()) {
                        return rows.next() ? Optional.of(row.read(rows)) : Optional.empty();
                    }
                },
                values);
    }

    <T> List<T> all(String sql, Row<T> row, @Nullable Object... values) throws SQLException {
        List<T> found = new ArrayList<>();
        each(sql, each -> found.add(row.read(each)), values);
        return found;
    }

    /// Does something with each row, without keeping them all; gives back how many there were.
    long each(String sql, RowAction action, @Nullable Object... values) throws SQLException {
        return run(
                sql,
                statement -> {
                    statement.setFetchSize(FETCH);
                    long count = 0;
                    try (ResultSet rows = statement.executeQuery()) {
                        for (; rows.next(); count++) {
                            action.take(rows);
                        }
                    }
                    return count;
                },
                values);
    }

    int update(String sql, @Nullable Object... values) throws SQLException {
        return run(sql, PreparedStatement::executeUpdate, values);
    }

    /// Runs an insert that ends in `RETURNING id`.
    long insert(String sql, @Nullable Object... values) throws SQLException {
        return one(sql, row -> row.getLong(1), values)
                .orElseThrow(() -> new SQLException("the insert returned no id"));
    }

    /// Runs a statement without values that comes again and again, such as `COMMIT`.
    void step(String sql) throws SQLException {
        run(sql, PreparedStatement::executeUpdate);
    }

    /// Runs a statement that comes once, such as a PRAGMA.
    void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// What is done with a statement whose values are set.
    private interface Execution<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private <T> T run(String sql, Execution<T> execution, @Nullable Object... values)
            throws SQLException {
        statements++;
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        try {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, stored(values[i]));
            }
            return execution.of(statement);
        } catch (SQLException e) {
            // the driver may have closed it: it is prepared again when it is needed again
            prepared.remove(sql);
            statement.close();
            throw e;
        }
    }

    private static @Nullable Object stored(@Nullable Object value) {
        // no switch over types: the first one of a process costs 10 ms, and commands are short
        if (value instanceof String text) {
            // PostgreSQL's texts cannot hold the character 0
            return text.replace('\0', '\uFFFD');
        }
        return value instanceof Instant instant ? (Long) instant.getEpochSecond() : value;
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return Instant.ofEpochSecond(row.getLong(column));
    }

    static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        long seconds = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochSecond(seconds);
    }

    static @Nullable Long longOrNull(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}
