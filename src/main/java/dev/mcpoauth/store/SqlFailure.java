package dev.mcpoauth.store;

import java.sql.SQLException;

/// What a statement or a connection failed with, on its way out of a transaction.
///
/// Unchecked, so that those who only use transactions need not name what they do not handle. It
/// never leaves the store: [Database] tries again or tells it as a [StoreException].
final class SqlFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SQLException sql;

    SqlFailure(SQLException sql) {
        super(sql.getMessage(), sql);
        this.sql = sql;
    }

    /// What the driver said.
    SQLException sql() {
        return sql;
    }
}
