package dev.mcpoauth.store;

import dev.mcpoauth.store.Database.Asked;
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
public final class Transaction implements AutoCloseable {
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

    /// How many times a client, a grant or an account was changed or removed.
    static final String CHANGES = "(SELECT count FROM lasting_changes)";

    private static final int FETCH = 500;

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private final @Nullable Remembered lasting;
    private long statements;

    Transaction(Connection connection) {
        this(connection, null);
    }

    private Transaction(Connection connection, @Nullable Remembered lasting) {
        this.connection = connection;
        this.lasting = lasting;
    }

    /// The same connection, which remembers what it reads of [#recall].
    Transaction remembering() {
        return new Transaction(connection, new Remembered());
    }

    /// Whether it remembers anything: then [#CHANGES] is a column that every statement may ask for.
    boolean remembers() {
        return lasting != null;
    }

    /// A work that reads rows of clients, grants and accounts by their number and nothing else. Its
    /// answer is read again only where one of these was changed or removed since, by anybody;
    /// whether a row is there now is always read. Answers are shared: nobody may change them.
    <T> Optional<T> recall(Asked asked, Work<Optional<T>> work) {
        return lasting == null
                ? work.in(this)
                : recall(one("SELECT " + CHANGES, r -> r.getLong(1)).orElseThrow(), asked, work);
    }

    /// The same for who has just asked how many changes there were.
    <T> Optional<T> recall(long changes, Asked asked, Work<Optional<T>> work) {
        if (lasting == null) {
            return work.in(this);
        }
        @SuppressWarnings("unchecked") // each question has one kind of answer
        @Nullable T known = (T) lasting.find(asked, changes);
        if (known != null) {
            return Optional.of(known);
        }
        long before = statements;
        Optional<T> result = work.in(this);
        // what lasts may be a little newer than the row that led to it
        statements = before;
        // that a row is not there is not kept: new rows are not counted
        result.ifPresent(found -> lasting.keep(asked, found));
        return result;
    }

    /// Does a work of one statement, which needs no transaction around it.
    <T> T single(Work<T> work) {
        long before = statements;
        T result = work.in(this);
        if (statements > before + 1) {
            throw new IllegalStateException("more than one statement, and no transaction");
        }
        return result;
    }

    /// Asks something about the connection.
    @FunctionalInterface
    interface Question<T> {
        T to(Connection connection) throws SQLException;
    }

    /// What the connection knows about its database, such as its tables.
    <T> T ask(Question<T> question) {
        try {
            return question.to(connection);
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    <T> Optional<T> one(String sql, Row<T> row, @Nullable Object... values) {
        return run(
                sql,
                statement -> {
                    try (ResultSet rows = statement.executeQuery()) {
                        return rows.next() ? Optional.of(row.read(rows)) : Optional.empty();
                    }
                },
                values);
    }

    <T> List<T> all(String sql, Row<T> row, @Nullable Object... values) {
        List<T> found = new ArrayList<>();
        each(sql, each -> found.add(row.read(each)), values);
        return found;
    }

    /// Does something with each row, without keeping them all; gives back how many there were.
    long each(String sql, RowAction action, @Nullable Object... values) {
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

    int update(String sql, @Nullable Object... values) {
        return run(sql, PreparedStatement::executeUpdate, values);
    }

    /// The same for each of these values, sent together: to a server, one at a time takes a hundred
    /// times as long.
    void updateAll(String sql, List<@Nullable Object[]> all) {
        if (all.isEmpty()) {
            return;
        }
        run(
                sql,
                statement -> {
                    for (@Nullable Object[] values : all) {
                        set(statement, values);
                        statement.addBatch();
                    }
                    return statement.executeBatch();
                });
    }

    /// Runs an insert that ends in `RETURNING id`.
    long insert(String sql, @Nullable Object... values) {
        return one(sql, row -> row.getLong(1), values)
                .orElseThrow(() -> new IllegalStateException("the insert returned no id"));
    }

    /// Runs a statement without values that comes again and again, such as `COMMIT`.
    void step(String sql) {
        run(sql, PreparedStatement::executeUpdate);
    }

    /// Runs a statement that comes once, such as a PRAGMA.
    void execute(String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    /// Closes the connection.
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    /// What is done with a statement whose values are set.
    private interface Execution<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private <T> T run(String sql, Execution<T> execution, @Nullable Object... values) {
        statements++;
        try {
            PreparedStatement statement = prepared(sql);
            set(statement, values);
            return execution.of(statement);
        } catch (SQLException e) {
            forget(sql);
            throw new SqlFailure(e);
        }
    }

    private static void set(PreparedStatement statement, @Nullable Object[] values)
            throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, stored(values[i]));
        }
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement known = prepared.get(sql);
        if (known != null) {
            return known;
        }
        PreparedStatement fresh = connection.prepareStatement(sql);
        prepared.put(sql, fresh);
        return fresh;
    }

    /// The driver may have closed it: it is prepared again when it is needed again.
    private void forget(String sql) {
        PreparedStatement failed = prepared.remove(sql);
        if (failed != null) {
            try {
                failed.close();
            } catch (SQLException e) {
                // the first failure is the one to tell
                return;
            }
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
