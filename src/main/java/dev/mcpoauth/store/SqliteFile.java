package dev.mcpoauth.store;

import dev.mcpoauth.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/// The files of the store: made so that only their owner can read them.
final class SqliteFile {
    private static final Set<PosixFilePermission> FOLDER =
            PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE =
            PosixFilePermissions.fromString("rw-------");

    /// What SQLite keeps beside the file.
    static final List<String> PARTS = List.of("", "-wal", "-shm", "-journal");

    /// A WAL that a long reader let grow shrinks to this again.
    private static final long WAL_BYTES = 16L * 1024 * 1024;

    /// The state of an error that says so.
    static final String NO_WAL = "no WAL";

    private SqliteFile() {}

    static void prepare(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            if (folder != null) {
                makeFolder(folder);
            }
            requireOwn(file);
            makeFile(file);
        } catch (IOException e) {
            throw new StoreException(Kind.UNAVAILABLE, "cannot make " + file + why(e), e);
        }
    }

    /// Refuses files that others could change or exchange, and takes them from others' eyes.
    static void requireOwn(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            if (folder != null) {
                OwnFiles.requirePrivate(folder, file);
            }
            for (String part : PARTS) {
                OwnFiles.requirePlain(file.resolveSibling(file.getFileName() + part));
            }
            if (Files.isDirectory(file)) {
                throw new StoreException(Kind.DAMAGED, file + " is a folder, not a database");
            }
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                OwnFiles.makePrivate(file);
            }
        } catch (IOException e) {
            throw new StoreException(Kind.UNAVAILABLE, "cannot use " + file + why(e), e);
        }
    }

    /// Makes a folder that only its owner can enter; an existing one is left as it is.
    static void makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.getParent();
        try {
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(folder);
            Files.setPosixFilePermissions(folder, FOLDER);
            Upkeep.sync(parent);
        } catch (FileSystemException e) {
            requireFolder(folder);
            if (!Files.isDirectory(folder)) {
                throw e;
            }
            // another process was faster: the folder is there, as wanted
        }
    }

    /// Throws when a file is where it or one above it should be.
    private static void requireFolder(Path folder) {
        for (Path each = folder; each != null; each = each.getParent()) {
            if (Files.exists(each) && !Files.isDirectory(each)) {
                throw new StoreException(
                        Kind.PLACE, each + " is a file, where a folder is expected");
            }
        }
    }

    /// The reason for people, where there is one that they can do something about.
    static String why(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> ": this user may not use " + denied.getFile();
            case NoSuchFileException missing ->
                    ": there is no folder " + Path.of(missing.getFile()).getParent();
            case FileSystemException other ->
                    other.getReason() == null ? "" : ": " + other.getReason();
            default -> ": " + e.getMessage();
        };
    }

    private static void makeFile(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(FILE));
        } catch (java.nio.file.FileAlreadyExistsException e) {
            // another process was faster: the file is there, as wanted
            return;
        }
    }

    static boolean onlyReadable(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder != null && Files.isReadable(file) && !Files.isWritable(folder);
    }

    /// Reads a file beside which nothing can be made; without a WAL it cannot change.
    static Transaction connectToRead(Path file, Duration patience) {
        Path wal = file.resolveSibling(file.getFileName() + "-wal");
        boolean still = !Files.exists(wal) || wal.toFile().length() == 0;
        String how = still ? "?immutable=1" : "?mode=ro";
        return open(file.toUri() + how, patience);
    }

    /// A connection that no other can be beside; everything is in the one file then.
    static Transaction alone(Path file, Duration patience) {
        Transaction tx = open(file.toAbsolutePath().toString(), patience);
        try {
            tx.execute("PRAGMA locking_mode = EXCLUSIVE");
            tx.execute("PRAGMA journal_mode = DELETE");
            tx.execute("BEGIN EXCLUSIVE");
            tx.execute("COMMIT");
            return tx;
        } catch (RuntimeException e) {
            tx.close();
            throw e;
        }
    }

    /// A connection that writes durably, and waits the usual time for another process.
    static Transaction connect(Path file) {
        return connect(file, Store.PATIENCE);
    }

    /// The same, and waits so long.
    static Transaction connect(Path file, Duration patience) {
        return connect(file, file.toString(), patience);
    }

    /// The same; `name` is the file's name for people.
    static Transaction connect(Path file, String name, Duration patience) {
        Transaction tx = open(file.toAbsolutePath().toString(), patience);
        try {
            // reads the header first: a file that is no database is refused before it is written
            tx.one("PRAGMA schema_version", row -> row.getInt(1));
            new Migrations(Dialect.SQLITE, name).current(tx);
            useWal(tx, patience);
            tx.execute("PRAGMA synchronous = FULL");
            tx.execute("PRAGMA journal_size_limit = " + WAL_BYTES);
            tx.execute("PRAGMA foreign_keys = ON");
            tx.execute("PRAGMA secure_delete = ON");
            tx.execute("PRAGMA trusted_schema = OFF");
            return tx;
        } catch (RuntimeException e) {
            tx.close();
            throw e;
        }
    }

    /// A database of its own that is gone when it is closed.
    static Transaction inMemory() {
        return open(":memory:", Duration.ZERO);
    }

    /// Without `DriverManager`, which would load every driver there is, that of PostgreSQL too.
    private static Transaction open(String name, Duration patience) {
        Properties how = new Properties();
        how.setProperty(
                SQLiteConfig.Pragma.BUSY_TIMEOUT.pragmaName, String.valueOf(patience.toMillis()));
        // RETURNING gives the numbers of new rows; the driver would ask for them after every insert
        how.setProperty(SQLiteConfig.Pragma.JDBC_GET_GENERATED_KEYS.pragmaName, "false");
        try {
            return new Transaction(JDBC.createConnection(JDBC.PREFIX + name, how));
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    /// SQLite does not wait for a lock when it changes the mode: two first starts at once meet
    /// here.
    private static void useWal(Transaction tx, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                String mode =
                        tx.one("PRAGMA journal_mode = WAL", row -> row.getString(1)).orElse("");
                if (!mode.equals("wal")) {
                    // SQLite stays with what it had, without an error: that is not durable enough
                    throw new SqlFailure(new SQLException("the journal is '" + mode + "'", NO_WAL));
                }
                return;
            } catch (SqlFailure e) {
                if (!Trouble.busy(e) || System.nanoTime() - deadline > 0) {
                    throw e;
                }
                LockSupport.parkNanos(5_000_000);
            }
        }
    }
}
