package dev.mcpoauth.store;

import dev.mcpoauth.oauth.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The columns of one row, taken from left to right as the statement names them: looking them up by
/// name costs more than reading them.
final class Fields {
    private final ResultSet row;
    private int at;

    Fields(ResultSet row) {
        this.row = row;
    }

    long number() throws SQLException {
        return row.getLong(++at);
    }

    @Nullable Long numberOrNull() throws SQLException {
        long value = number();
        return row.wasNull() ? null : value;
    }

    String text() throws SQLException {
        return row.getString(++at);
    }

    @SuppressWarnings("NullAway") // JDBC: null where the column is
    @Nullable String textOrNull() throws SQLException {
        return text();
    }

    byte[] bytes() throws SQLException {
        return row.getBytes(++at);
    }

    @SuppressWarnings("NullAway") // JDBC: null where the column is
    byte @Nullable [] bytesOrNull() throws SQLException {
        return bytes();
    }

    Scope scope() throws SQLException {
        return Scope.parse(text());
    }

    Instant time() throws SQLException {
        return Instant.ofEpochSecond(number());
    }

    @Nullable Instant timeOrNull() throws SQLException {
        long seconds = number();
        return row.wasNull() ? null : Instant.ofEpochSecond(seconds);
    }

    /// What the row's database knows about itself, see [Facts]: for a row that cannot be read.
    Optional<byte[]> fact(String name) throws SQLException {
        try (var ask = row.getStatement().getConnection().prepareStatement(Facts.FIND)) {
            ask.setString(1, name);
            try (ResultSet found = ask.executeQuery()) {
                return found.next() ? Optional.of(found.getBytes(1)) : Optional.empty();
            }
        }
    }
}
