package dev.mcpoauth.store;

import dev.mcpoauth.store.StoreException.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

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
            Migrations.apply(writing, file);
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
            throw trouble(e, file.toString());
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
            throw trouble(e, "the store");
        } finally {
            idle.add(reader);
        }
    }

    @Override
    public void close() {
        writer.close();
        try {
            for (Transaction reader : readers) {
                reader.connection().close();
            }
        } catch (SQLException e) {
            throw trouble(e, "the store");
        }
    }

    static StoreException trouble(SQLException e, String what) {
        Kind kind = Kind.UNAVAILABLE;
        if (e instanceof SQLiteException sqlite) {
            SQLiteErrorCode code = sqlite.getResultCode();
            if (code.name().startsWith("SQLITE_BUSY") || code.name().startsWith("SQLITE_LOCKED")) {
                kind = Kind.LOCKED;
            } else if (code.name().startsWith("SQLITE_CORRUPT")
                    || code == SQLiteErrorCode.SQLITE_NOTADB) {
                kind = Kind.DAMAGED;
            }
        }
        String sentence =
                switch (kind) {
                    case LOCKED -> what + " is held by another process";
                    case DAMAGED -> what + " is not a sound database; nothing was written to it";
                    case UNAVAILABLE, NEWER_SCHEMA, KEY -> what + " cannot be used";
                };
        return new StoreException(kind, sentence + " (" + e.getMessage() + ")", e);
    }
}
