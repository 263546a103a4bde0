package dev.mcpoauth.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Writes beside a SQLite database how far it has come, after every commit that gave numbers.
///
/// It is not synced: after a power cut it is behind the database, which does no harm. It survives
/// the end of the process, and so tells when the log with the newest commits is gone.
final class Mark implements AutoCloseable {
    private final Path path;
    private @Nullable RandomAccessFile file;
    private long written;

    /// The mark of this database; its file is made by [Generation].
    Mark(Path database) {
        this.path = Generation.mark(database);
    }

    /// The database has a commit on disk after which it had given so many numbers.
    void reached(long numbers) {
        if (numbers <= written) {
            return;
        }
        try {
            RandomAccessFile out = opened();
            if (out != null) {
                out.seek(Age.NUMBERS_AT);
                out.write(Age.line(numbers).getBytes(StandardCharsets.US_ASCII));
                written = numbers;
            }
        } catch (IOException e) {
            // a mark that is behind notices less; what was committed is on disk
            return;
        }
    }

    /// Null as long as there is no whole file.
    private @Nullable RandomAccessFile opened() throws IOException {
        if (file == null && path.toFile().length() == Age.LENGTH) {
            // not a channel, which an interrupted thread would close
            file = new RandomAccessFile(path.toFile(), "rw");
        }
        return file;
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            // nothing waits to be written
            return;
        }
    }
}
