package dev.mcpoauth.store;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// One SQLite file: one writing connection that commits in groups, several reading ones.
///
/// WAL with `synchronous=FULL`: what [#write] gave back survives kill -9 and power loss.
final class SqliteDatabase implements Database {
    private final Path file;
    private final Duration patience;
    private final Writer writer;
    private final Readers readers;

    private SqliteDatabase(Path file, Duration patience) {
        this.file = file;
        this.patience = patience;
        Transaction writing = SqliteFile.connect(file, patience);
        try {
            Migrations migrations = new Migrations(Dialect.SQLITE, file.toString());
            if (!migrations.current(writing)) {
                keep(writing);
            }
            migrations.apply(writing);
            OpenFile same = OpenFile.withLog(file);
            writer = new Writer(writing, same, new Mark(file));
            readers = new Readers(() -> SqliteFile.connect(file, patience).remembering(), same);
        } catch (RuntimeException e) {
            writing.close();
            throw e;
        }
    }

    /// Opens the file, waiting so long for another process whenever that holds it; one on a disk
    /// that cannot be written is opened for reading.
    static Database open(Path file, Duration patience) {
        if (SqliteFile.onlyReadable(file)) {
            return new ReadOnlyDatabase(file, patience);
        }
        SqliteFile.prepare(file);
        try {
            return new SqliteDatabase(file, patience);
        } catch (SqlFailure e) {
            throw Trouble.of(e, file);
        }
    }

    @Override
    public <T> T write(Work<T> work) {
        return writer.write(work, patience);
    }

    @Override
    public <T> T write(Work<T> work, Duration shorter) {
        return writer.write(work, shorter);
    }

    @Override
    public <T> T read(Work<T> work) {
        return readers.read(work);
    }

    @Override
    public <T> T look(Work<T> work) {
        return readers.look(work);
    }

    @Override
    public <T> T recall(Asked asked, Work<T> work) {
        return readers.recall(asked, work);
    }

    /// An older database is kept as it was before it is brought up to date.
    private void keep(Transaction writing) {
        // one process at a time makes the copy
        writing.execute("BEGIN IMMEDIATE");
        try {
            int version = Dialect.SQLITE.version(writing);
            Path old = file.resolveSibling(file.getFileName() + ".schema-" + version);
            // one of that name is of an earlier time when there was this schema
            if (version > 0 && version < Migrations.NEWEST) {
                Upkeep.keep(file, old);
            }
        } finally {
            writing.execute("COMMIT");
        }
    }

    @Override
    public String place() {
        return file.toString();
    }

    @Override
    public void notice(Instant now) {
        new Generation(this, file).check(now);
    }

    @Override
    public void compact() {
        try (Transaction tx = SqliteFile.connect(file, patience)) {
            tx.execute("VACUUM");
            tx.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SqlFailure e) {
            throw Trouble.of(e, file);
        }
    }

    @Override
    public boolean isOpen() {
        return writer.isOpen();
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
