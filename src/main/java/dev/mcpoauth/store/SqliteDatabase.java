package dev.mcpoauth.store;

import java.nio.file.Path;
import java.sql.SQLException;

/// One SQLite file: one writing connection that commits in groups, several reading ones.
///
/// WAL with `synchronous=FULL`: what [#write] gave back survives kill -9 and power loss.
final class SqliteDatabase implements Database {
    private final Writer writer;
    private final Readers readers;

    private SqliteDatabase(Path file) throws SQLException {
        Transaction writing = SqliteFile.connect(file);
        try {
            new Migrations(Dialect.SQLITE, file.toString()).apply(writing);
            OpenFile same = new OpenFile(file);
            writer = new Writer(writing, same, Writer.PATIENCE);
            readers = new Readers(() -> SqliteFile.connect(file), same);
        } catch (SQLException | RuntimeException e) {
            writing.connection().close();
            throw e;
        }
    }

    /// Opens the file; one on a disk that cannot be written is opened for reading.
    static Database open(Path file) {
        if (SqliteFile.onlyReadable(file)) {
            return new ReadOnlyDatabase(file);
        }
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
        return readers.read(work);
    }

    @Override
    public Dialect dialect() {
        return Dialect.SQLITE;
    }

    @Override
    public void close() {
        writer.close();
        readers.close();
    }
}
