package dev.mcpoauth.store;

import dev.mcpoauth.store.StoreException.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// A SQLite file on a disk that cannot be written: what is there can be read.
final class ReadOnlyDatabase implements Database {
    private final Path file;
    private final Readers readers;

    ReadOnlyDatabase(Path file, Duration patience) {
        this.file = file;
        this.readers =
                new Readers(() -> SqliteFile.connectToRead(file, patience), OpenFile.alone(file));
        if (!read(new Migrations(Dialect.SQLITE, file.toString())::current)) {
            throw readOnly("and has an older schema, which cannot be brought up to date there");
        }
    }

    @Override
    public <T> T write(Work<T> work) {
        throw readOnly("so that nothing can be stored; make its folder writable");
    }

    private StoreException readOnly(String so) {
        return new StoreException(Kind.UNAVAILABLE, file + " is read-only, " + so);
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
    public String place() {
        return file.toString();
    }

    /// An older copy can be read; nothing can be issued from it.
    @Override
    public void notice(Instant now) {}

    @Override
    public void compact() {
        throw readOnly("so that it cannot be compacted");
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public Dialect dialect() {
        return Dialect.SQLITE;
    }

    @Override
    public void close() {
        readers.close();
    }
}
