package dev.mcpoauth.store;

import dev.mcpoauth.store.StoreException.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// One SQLite file: one writing connection that commits in groups, several reading ones.
///
/// WAL with `synchronous=FULL`: what [#write] gave back survives kill -9 and power loss.
final class SqliteDatabase implements Database {
    private static final int READERS = 4;

    private final Writer writer;
    private final List<Transaction> readers = new ArrayList<>();
    private final BlockingQueue<Transaction> idle = new LinkedBlockingQueue<>();

    private SqliteDatabase(Path file) throws SQLException {
        Transaction writing = SqliteFile.connect(file);
        try {
            new Migrations(Dialect.SQLITE, file.toString()).apply(writing);
        } catch (SQLException | RuntimeException e) {
            writing.connection().close();
            throw e;
        }
        writer = new Writer(writing);
        for (int i = 0; i < READERS; i++) {
            Transaction reader = SqliteFile.connect(file);
            reader.execute("PRAGMA query_only = ON");
            readers.add(reader);
            idle.add(reader);
        }
    }

    static SqliteDatabase open(Path file) {
        SqliteFile.prepare(file);
        try {
            return new SqliteDatabase(file);
        } catch (SQLException e) {
            throw Trouble.of(e, file.toString());
        }
    }

    @Override
    public <T> T write(Work<T> work) {
        return writer.write(work);
    }

    @Override
    public <T> T read(Work<T> work) {
        Transaction reader;
        try {
            reader = idle.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(Kind.UNAVAILABLE, "interrupted while waiting for the store");
        }
        try {
            reader.execute("BEGIN");
            try {
                return work.in(reader);
            } finally {
                reader.execute("COMMIT");
            }
        } catch (SQLException e) {
            throw Trouble.of(e, "the store");
        } finally {
            idle.add(reader);
        }
    }

    @Override
    public Dialect dialect() {
        return Dialect.SQLITE;
    }

    @Override
    public void close() {
        writer.close();
        try {
            for (Transaction reader : readers) {
                reader.connection().close();
            }
        } catch (SQLException e) {
            throw Trouble.of(e, "the store");
        }
    }
}
