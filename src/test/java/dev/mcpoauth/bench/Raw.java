package dev.mcpoauth.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/// What the machine itself can do in the same minute: the yardsticks of the table.
final class Raw {
    private static final int PAGE = 4120;

    private Raw() {}

    /// Appends of one page, each synced to disk, a second.
    static double syncs(Duration measured) throws IOException {
        Path file = Files.createTempFile("bench", ".sync");
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer page = ByteBuffer.allocateDirect(PAGE);
            long count = 0;
            long start = System.nanoTime();
            while (System.nanoTime() - start < measured.toNanos()) {
                page.clear();
                out.write(page);
                out.force(false);
                count++;
            }
            return count / ((System.nanoTime() - start) / 1e9);
        } finally {
            Files.delete(file);
        }
    }

    /// Refreshes in bare SQLite (WAL, FULL): one read, two inserts, one update each, `group` of
    /// them in a commit; refreshes a second.
    static double refreshes(int group, Duration measured) throws IOException, SQLException {
        Path folder = Files.createTempDirectory("bench");
        Path file = folder.resolve("raw.db");
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            prepare(db);
            return refreshes(db, group, measured);
        } finally {
            try (var files = Files.list(folder)) {
                for (Path each : files.toList()) {
                    Files.delete(each);
                }
            }
            Files.delete(folder);
        }
    }

    private static void prepare(Connection db) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute(
                    "CREATE TABLE access (id INTEGER PRIMARY KEY, hash BLOB, g INTEGER, e INTEGER)");
            statement.execute(
                    "CREATE TABLE refresh (id INTEGER PRIMARY KEY, hash BLOB, g INTEGER, u INTEGER)");
        }
        db.setAutoCommit(false);
    }

    private static double refreshes(Connection db, int group, Duration measured)
            throws SQLException {
        byte[] hash = new byte[32];
        long id = 0;
        long start = System.nanoTime();
        try (PreparedStatement read = db.prepareStatement("SELECT * FROM refresh WHERE id = ?");
                PreparedStatement access =
                        db.prepareStatement("INSERT INTO access (hash, g, e) VALUES (?, 1, 1)");
                PreparedStatement refresh =
                        db.prepareStatement("INSERT INTO refresh (hash, g, u) VALUES (?, 1, 1)");
                PreparedStatement spend =
                        db.prepareStatement("UPDATE refresh SET u = 2 WHERE id = ?")) {
            access.setBytes(1, hash);
            refresh.setBytes(1, hash);
            while (System.nanoTime() - start < measured.toNanos()) {
                for (int i = 0; i < group; i++) {
                    read.setLong(1, id);
                    read.executeQuery().close();
                    access.executeUpdate();
                    refresh.executeUpdate();
                    spend.setLong(1, id++);
                    spend.executeUpdate();
                }
                db.commit();
            }
        }
        return id / ((System.nanoTime() - start) / 1e9);
    }
}
